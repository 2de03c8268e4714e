import { library } from "../../tsup.base.ts"

export default [
  library(
    ["src/index.ts", "src/kysely.ts", "src/values.ts", "src/directory.ts", "src/template.ts", "src/doctor.ts"],
    // Both builds run at once, and this one must not remove what the other has made.
    { clean: ["!pgliteWorker.js"] }
  ),
  // A thread of its own, so a program of its own, in one file: whoever bundles the package copies it along.
  library({ pgliteWorker: "src/worker/main.ts" }, { clean: false, splitting: false })
]
