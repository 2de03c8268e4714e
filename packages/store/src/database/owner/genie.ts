import type { Program } from "@genie/pglite/directory"

/** Genie, as sentences about a data directory name it and its commands. */
export const genie: Program = {
  name: "Genie",
  allowNetwork: "allowNetwork, GENIE_ALLOW_NETWORK=1",
  look: "genie doctor",
  deepLook: "genie doctor --deep",
  server: "Name a PostgreSQL with DATABASE_URL or --database.",
  // A program is nobody's to stop.
  ends: { background: "genie down", up: "genie down" }
}
