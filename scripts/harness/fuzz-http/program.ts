// A whole Genie in a process of its own: `node program.ts DIRECTORY [DATABASE]`. It tells its parent where it listens.
import { runGenie } from "@genie/server"
import { dataDirectory } from "@genie/store/owner"
import { Effect } from "effect"

const [path = "", database] = process.argv.slice(2)

await Effect.runPromise(
  runGenie({
    kind: "up",
    directory: dataDirectory(path),
    ...(database !== undefined && { database }),
    port: 0,
    // What is generated must never be executed.
    allowShell: false,
    slots: 1,
    untilStopped: Effect.never,
    onReady: ({ url }) => Effect.sync(() => process.send?.({ url }))
  })
)
