import { spawn } from "node:child_process"
import { once } from "node:events"
import { Effect } from "effect"
import { expect, test } from "vitest"
import {
  currentProcessIdentity,
  identityOf,
  isAlive,
  isProvenDead,
  startTimeFromPs
} from "../src/process/ProcessIdentity.ts"

const run = Effect.runPromise

test("this process is alive, and says the same of itself every time", async () => {
  const me = await run(currentProcessIdentity)

  expect(me).toEqual(await run(currentProcessIdentity))
  expect(me.pid).toBe(process.pid)
  expect(await run(isAlive(me))).toBe(true)
  expect(await run(isProvenDead(me))).toBe(false)
})

test("a process that ended is proven dead", async () => {
  const child = spawn("sleep", ["1000"])
  const identity = await run(identityOf(child.pid!))
  expect(await run(isAlive(identity))).toBe(true)

  child.kill()
  await once(child, "exit")

  expect(await run(isAlive(identity))).toBe(false)
  expect(await run(isProvenDead(identity))).toBe(true)
})

test("a process that ended and that nobody has reaped yet is proven dead", async () => {
  // The shell becomes a program that never waits for the child it had.
  const parent = spawn("/bin/sh", ["-c", "sleep 0 & echo $!; exec sleep 1000"])
  const [line] = await once(parent.stdout, "data")
  const pid = Number(line)
  const me = await run(currentProcessIdentity)

  await expect.poll(() => run(isProvenDead({ ...me, pid, startTime: "12" }))).toBe(true)

  parent.kill()
  await once(parent, "exit")
})

test("another process with the same pid is not the one", async () => {
  const me = await run(currentProcessIdentity)
  const before = { ...me, startTime: "12" }

  expect(await run(isAlive(before))).toBe(false)
  expect(await run(isProvenDead(before))).toBe(true)
})

test("a process of another boot or container is not proven dead", async () => {
  const me = await run(currentProcessIdentity)
  const elsewhere = { ...me, pid: 999_999_999, bootId: "another" }

  expect(await run(isAlive(elsewhere))).toBe(false)
  expect(await run(isProvenDead(elsewhere))).toBe(false)
})

test("an identity that says nothing proves nothing", async () => {
  const me = await run(currentProcessIdentity)

  expect(await run(isProvenDead({ ...me, startTime: "" }))).toBe(false)
  expect(await run(isProvenDead({ ...me, bootId: "" }))).toBe(false)
  expect(await run(isProvenDead({ ...me, pid: 0 }))).toBe(false)
})

test("ps tells a start time that stays the same, and none of a pid that is free", async () => {
  const mine = await run(startTimeFromPs(process.pid))

  expect(mine).toMatch(/ \d\d:\d\d:\d\d \d{4}$/)
  expect(await run(startTimeFromPs(process.pid))).toBe(mine)
  expect(await run(startTimeFromPs(999_999_999))).toBeUndefined()
})
