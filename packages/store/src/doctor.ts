// The doctor of a data directory. Behind a door of its own: a bundle of a command line loads what is behind one door
// together, and only one command asks for this.

import type { Finding } from "@genie/pglite/doctor"
import { Effect } from "effect"

/** Looks at the PostgreSQL of this address, with what only a server needs loaded by then. */
export const checkServer = (address: string): Effect.Effect<ReadonlyArray<Finding>> =>
  Effect.flatMap(
    Effect.promise(() => import("./database/doctor/checkServer.ts")),
    (doctor) => doctor.checkServer(address)
  )

export type { Advice, Checkup, Finding, Verdict } from "@genie/pglite/doctor"
export { examine } from "./database/doctor/examine.ts"
