// Loaded before a program (`--import`), also in its threads. It puts itself between the engine and the system: the file
// system of the engine calls the functions of the `fs` object, and here they fail as the plan says.
import fs from "node:fs"
import { isMainThread } from "node:worker_threads"
import { type Fault, HEAP, PLAN, struckBeside } from "./Fault.ts"

const calls = [
  "openSync",
  "readSync",
  "writeSync",
  "fsyncSync",
  "ftruncateSync",
  "truncateSync",
  "mkdirSync",
  "renameSync",
  "unlinkSync",
  "readdirSync"
]

/** Takes all the memory that JavaScript has in this thread. */
const exhaust = (): never => {
  const hoard: Array<unknown> = []
  for (;;) hoard.push(new Array(100_000).fill(hoard.length))
}

const plan = process.env[PLAN]
if (plan !== undefined) install(plan)

function install(plan: string): void {
  const { appendFileSync, existsSync, readFileSync } = fs
  const read = (): Fault | undefined => {
    try {
      return JSON.parse(readFileSync(plan, "utf8"))
    } catch {
      // There is none, or it is just being written.
      return undefined
    }
  }

  const now = Date.now
  Date.now = () => now() + (read()?.clockJumpMs ?? 0)
  if (isMainThread) return

  const struck = struckBeside(plan)
  const paths = new Map<unknown, string>()
  let counted = { id: "", calls: 0 }
  const pass = (call: string, path: string) => {
    const fault = read()
    if (fault === undefined || !fault.calls.includes(call) || !path.includes(fault.where)) return
    if (counted.id !== fault.id) counted = { id: fault.id, calls: 0 }
    counted.calls++
    const hasStruck = existsSync(struck)
    if (hasStruck ? !fault.lasts : counted.calls < fault.at) return
    appendFileSync(struck, `${call} ${path}\n`)
    if (fault.code === HEAP) exhaust()
    throw Object.assign(new Error(`${fault.code}: injected, ${call} '${path}'`), { code: fault.code, syscall: call })
  }

  const all = fs as unknown as Record<string, (...args: Array<unknown>) => unknown>
  for (const call of calls) {
    const real = all[call]!
    all[call] = (...args) => {
      const path = typeof args[0] === "string" ? args[0] : (paths.get(args[0]) ?? "")
      pass(call, path)
      const result = real(...args)
      if (call === "openSync") paths.set(result, path)
      return result
    }
  }
}
