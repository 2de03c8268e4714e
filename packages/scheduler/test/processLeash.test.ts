import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { Effect } from "effect"
import { expect, onTestFinished, test } from "vitest"
import { currentProcessIdentity, isAlive, isProvenDead, type ProcessIdentity } from "../src/process/ProcessIdentity.ts"
import type { CommandInput } from "../src/process/runCommand.ts"

test("a worker killed with SIGKILL takes its command along, and what the command started", async () => {
  const worker = await workerRunning("sleep 1000 & echo $!; exec sleep 1000")
  const grandchild = { ...worker.command, pid: Number(worker.output) }

  worker.kill()

  await gone(worker.command)
  await expect.poll(() => exists(grandchild.pid)).toBe(false)
})

test("a command that ignores SIGTERM does not survive its worker either", async () => {
  const worker = await workerRunning("trap '' TERM; echo ready; while :; do sleep 0.05; done")

  worker.kill()

  await gone(worker.command)
})

test("a command may use the death of its worker to finish well", async () => {
  const path = join(tmpdir(), `genie-leash-${process.pid}`)
  const worker = await workerRunning(`trap 'rm ${path}; exit' TERM; touch ${path}; echo ready; sleep 1000 & wait`)

  worker.kill()

  await gone(worker.command)
  expect(existsSync(path)).toBe(false)
})

test("a leash that is killed is replaced", async () => {
  const worker = await workerRunning("echo ready; exec sleep 1000")
  const [first] = await leashesOf(worker.pid)

  process.kill(first!, "SIGKILL")
  await expect.poll(async () => (await leashesOf(worker.pid))[0] ?? first).not.toBe(first)
  worker.kill()

  await gone(worker.command)
})

test("a dead worker is proven dead, a living one is not", async () => {
  const worker = await workerRunning("echo ready; exec sleep 1000")
  const here = await Effect.runPromise(currentProcessIdentity)

  worker.kill()

  await gone(worker.command)
  expect(await Effect.runPromise(isProvenDead(worker.command))).toBe(true)
  expect(await Effect.runPromise(isProvenDead(here))).toBe(false)
})

async function workerRunning(command: string) {
  const input: CommandInput = {
    command,
    cwd: "/",
    identity: { runId: "run-1", traceId: "trace-1", idempotencyKey: "work-1", attempt: 1, fence: 1, queue: "default" }
  }
  const worker = spawn(process.execPath, [join(import.meta.dirname, "processWorker.ts"), JSON.stringify(input)], {
    stdio: ["ignore", "pipe", "inherit"]
  })
  onTestFinished(() => void worker.kill("SIGKILL"))
  let begun: ProcessIdentity | undefined
  for await (const line of createInterface({ input: worker.stdout })) {
    const { started, output } = JSON.parse(line) as { started?: ProcessIdentity; output?: { text: string } }
    begun ??= started
    if (output === undefined || begun === undefined) continue
    return { pid: worker.pid!, command: begun, output: output.text, kill: () => worker.kill("SIGKILL") }
  }
  throw new Error("The worker ended before its command said anything.")
}

function gone(identity: ProcessIdentity): Promise<void> {
  return expect.poll(() => Effect.runPromise(isAlive(identity))).toBe(false)
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function leashesOf(worker: number): Promise<ReadonlyArray<number>> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const ps = spawn("ps", ["-A", "-o", "ppid=,pid=,args="])
  let text = ""
  ps.stdout.on("data", (chunk) => {
    text += chunk
  })
  ps.once("close", () => resolve(text))
  return (await promise)
    .split("\n")
    .filter((line) => line.includes("genie-leash") || line.includes("trap '' HUP"))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([parent]) => parent === worker)
    .map(([, pid]) => pid!)
}
