// A worker reduced to running one command, for tests that kill a whole worker or measure one: `node processWorker.ts
// '<input as JSON>'`. Tells the command's process and output, then its result and the memory it took, a line of JSON each.
import { Effect } from "effect"
import { type CommandInput, runCommand } from "../src/process/runCommand.ts"

const tell = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`)
const rssKilobytes = process.resourceUsage().maxRSS

const result = await Effect.runPromise(
  runCommand({
    ...(JSON.parse(process.argv[2] ?? "{}") as CommandInput),
    onStart: (started) => tell({ started }),
    onOutput: (output) => tell({ output })
  })
)
tell({ result, grownKilobytes: process.resourceUsage().maxRSS - rssKilobytes })
