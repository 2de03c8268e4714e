import { cpSync } from "node:fs"
import { library } from "../../tsup.base.ts"
import { startsFast } from "./scripts/startsFast.ts"

// One program, bundled from the sources of every package. What only some commands need stays in chunks of its own, which
// they load: neither `--help` nor a command to a running owner reads a line of the database.
export default library(
  { genie: "src/genie.ts" },
  {
    noExternal: [/^@genie\//, /^effect/, /^@effect\//, "kysely", "undici", "ws"],
    external: ["@electric-sql/pglite", "pg"],
    minify: true,
    sourcemap: false,
    // The second tree shaking of tsup takes longer than everything else and finds nothing more.
    treeshake: false,
    esbuildPlugins: [startsFast],
    // The page, as the build of the server has it: `genie up` shows it from here. And the thread of the embedded engine.
    onSuccess: async () => {
      cpSync("../server/dist/web", "dist/web", { recursive: true })
      cpSync("../../packages/pglite/dist/pgliteWorker.js", "dist/pgliteWorker.js")
    },
    esbuildOptions: (options) => {
      options.conditions = ["@genie/source"]
    },
    // Parts of Effect are CommonJS inside. A `require` of its own for each chunk would cost more than most chunks do.
    banner: {
      js: 'const require = (id) => process.getBuiltinModule(id) ?? process.getBuiltinModule("node:module").createRequire(import.meta.url)(id);'
    }
  }
)
