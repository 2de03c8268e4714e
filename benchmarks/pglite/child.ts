// One measurement in a process of its own: `child.ts <task> <peer> <directory> <size or behaviour>`. Prints what it found as JSON.
import type { PeerName } from "./peers/peers.ts"

const [task, name, directory, what] = process.argv.slice(2) as [string, PeerName, string, string]
// Before anything is loaded: what a program waits for, when it opens a directory, begins with its imports.
const startedAt = performance.now()
const { peers } = await import("./peers/peers.ts")
const peer = await peers[name](directory)

const found = await measure()
console.log(JSON.stringify(found))
// Some have seen to it that they cannot be closed.
if (task !== "behaviour") await peer.close()
process.exit(0)

async function measure(): Promise<unknown> {
  switch (task) {
    case "open":
      await peer.sql("select count(*) as count from pg_class")
      return performance.now() - startedAt
    case "hold":
      // Until whoever started it has seen enough.
      console.log(JSON.stringify("open"))
      return new Promise((resolve) => process.stdin.once("data", resolve))
    case "behaviour":
      return (await (await import("./behaviours.ts")).lookAt(what, peer, directory)) ?? null
    case "stalls":
      return (await import("./stalls.ts")).measureStalls(peer)
    case "speed":
      return (await import("./speed.ts")).measureSpeed(peer, Number(what))
    default:
      throw new Error(`What is ${task}?`)
  }
}
