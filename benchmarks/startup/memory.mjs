// One scheduler as a program has it, in a process of its own: `memory.mjs <options of openScheduler as JSON>`. Prints the resident
// memory in bytes of Node alone, with the libraries, and with the scheduler, one run and an idle moment. JavaScript, and the built
// packages: what Node takes to read TypeScript is not ours.
import { setTimeout } from "node:timers/promises"

const node = process.memoryUsage.rss()
const { openScheduler } = await import("@genie/scheduler")
const libraries = process.memoryUsage.rss()

const genie = await openScheduler(JSON.parse(process.argv[2]))
await genie.runs.enqueue({ queue: "receipts", payload: { order: 1 } })
await setTimeout(3_000)
const { heapUsed, rss } = process.memoryUsage()
console.log(JSON.stringify({ node, libraries, rss, heapUsed, peak: process.resourceUsage().maxRSS * 1024 }))

await genie[Symbol.asyncDispose]()
process.exit(0)
