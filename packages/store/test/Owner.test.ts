import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { Deferred, Effect, Exit, Fiber, Schema, Scope } from "effect"
import { expect, test } from "vitest"
import { temporaryDirectory } from "../../pglite/test/temporaryDirectory.ts"
import { dataDirectory } from "../src/database/owner/DataDirectory.ts"
import { acquireOwnership, type OwnerOptions } from "../src/database/owner/Owner.ts"
import { Newcomer } from "../src/database/owner/OwnerInfo.ts"
import { readOwner, waitForOwner } from "../src/database/owner/readOwner.ts"
import { type Contender, contend, contendUnderShell } from "./owner/contend.ts"

const program: OwnerOptions = { kind: "program", command: "node shop.js", version: "1.0.0" }
const background: OwnerOptions = { kind: "background", command: "genie", version: "1.0.0" }
const up: OwnerOptions = { kind: "up", command: "genie up", version: "1.0.0" }

test("while owners are killed -9 again and again, two of eight contenders never own a directory at once", async () => {
  const handovers = 10
  const directory = temporaryDirectory()
  const spans = new Map<number, { from: bigint; to: bigint; beats: number }>()
  const contenders = new Set<Contender>()
  const allDone = Promise.withResolvers<void>()

  const start = () => {
    const contender: Contender = contend(directory, "keep", (_, at) => {
      const pid = contender.child.pid ?? 0
      const span = spans.get(pid) ?? { from: at, to: at, beats: 0 }
      spans.set(pid, { ...span, to: at, beats: span.beats + 1 })
      if (spans.size > handovers) allDone.resolve()
      else if (span.beats === 10) contender.child.kill("SIGKILL")
    })
    contenders.add(contender)
    void contender.ended.then(() => contenders.delete(contender) && spans.size <= handovers && start())
  }
  for (let i = 0; i < 8; i++) start()
  await allDone.promise
  await Promise.all([...contenders].map((contender) => contender.end()))

  const inOrder = [...spans.values()].sort((a, b) => (a.from < b.from ? -1 : 1))
  const overlaps = inOrder.filter((span, i) => i > 0 && span.from <= (inOrder[i - 1]?.to ?? 0n))
  expect(inOrder.length).toBeGreaterThan(handovers)
  expect(overlaps).toEqual([])
})

test("a second open in the same process is refused, and says who has the directory", async () => {
  const directory = dataDirectory(temporaryDirectory())

  const refused = await Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        yield* acquireOwnership(directory, program)
        return yield* Effect.flip(acquireOwnership(directory, up))
      })
    )
  )

  expect(refused).toMatchObject({ _tag: "DirectoryOwned", pid: process.pid, kind: "program", command: "node shop.js" })
  expect(refused.message).toContain(`is owned by process ${process.pid} (node shop.js, version 1.0.0, since `)
})

test("reading owner.json never drops the lock", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const said: Array<string> = []

  await Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        yield* acquireOwnership(directory, program)
        yield* Effect.replicateEffect(readOwner(directory), 100)
        readFileSync(directory.owner)
        yield* Effect.promise(() => contend(directory.path, "once", (word) => said.push(word)).ended)
      })
    )
  )

  expect(said).toEqual(["DirectoryOwned"])
})

test("a clean release removes owner.json, and the next owner comes at once", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const owned = Effect.scoped(Effect.andThen(acquireOwnership(directory, program), readOwner(directory)))

  const first = await Effect.runPromise(owned)
  const left = existsSync(directory.owner)
  const second = await Effect.runPromise(owned)

  expect(first).toMatchObject({ pid: process.pid, kind: "program", version: "1.0.0" })
  expect(left).toBe(false)
  expect(second?.pid).toBe(process.pid)
})

test("an owner that was killed -9 is not believed, and its directory is free", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const owned = Promise.withResolvers<void>()
  const contender = contend(directory.path, "keep", (word) => word === "own" && owned.resolve())
  await owned.promise
  await contender.end()

  const stale = existsSync(directory.owner)
  const believed = await Effect.runPromise(readOwner(directory))
  const next = await Effect.runPromise(
    Effect.scoped(Effect.flatMap(acquireOwnership(directory, program), (owner) => owner.info))
  )

  expect(stale).toBe(true)
  expect(believed).toBeUndefined()
  expect(next.pid).toBe(process.pid)
})

test("an owner that is paused is not robbed, and goes on as if nothing had been", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const said: Array<string> = []
  const owned = Promise.withResolvers<void>()
  const went = Promise.withResolvers<void>()
  const owner = contend(directory.path, "keep", (word) => {
    said.push(word)
    owned.resolve()
    if (said.length > heardBefore) went.resolve()
  })
  let heardBefore = Number.POSITIVE_INFINITY
  await owned.promise
  owner.child.kill("SIGSTOP")

  const refused = await Effect.runPromise(Effect.flip(Effect.scoped(acquireOwnership(directory, up))))
  heardBefore = said.length
  owner.child.kill("SIGCONT")
  await went.promise
  await owner.end()

  expect(refused).toMatchObject({ _tag: "DirectoryOwned", pid: owner.child.pid })
})

test("an owner that nobody has waited for since it died is not believed", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const owned = Promise.withResolvers<void>()
  const parent = contendUnderShell(directory.path, owned.resolve)
  await owned.promise
  const { pid } = JSON.parse(readFileSync(directory.owner, "utf8"))

  process.kill(pid, "SIGKILL")
  await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z ")
  const believed = await Effect.runPromise(readOwner(directory))
  const next = await Effect.runPromise(
    Effect.scoped(Effect.flatMap(acquireOwnership(directory, program), (owner) => owner.info))
  )
  parent.kill("SIGKILL")

  expect(believed).toBeUndefined()
  expect(next.pid).toBe(process.pid)
})

test("a program that forgets what it opened keeps the directory until it ends", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const collected = Promise.withResolvers<void>()
  const forgetful = contend(directory.path, "forget", (word) => word === "collected" && collected.resolve())
  await collected.promise

  const refused = await Effect.runPromise(Effect.flip(Effect.scoped(acquireOwnership(directory, program))))
  await forgetful.end()

  expect(refused).toMatchObject({ _tag: "DirectoryOwned", pid: forgetful.child.pid })
})

test("a lock file that somebody removed does not let a second owner in while the first one lives", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const owned = Promise.withResolvers<void>()
  const owner = contend(directory.path, "keep", (word) => word === "own" && owned.resolve())
  await owned.promise
  rmSync(directory.lock, { recursive: true })
  const acquire = Effect.scoped(acquireOwnership(directory, program))

  const refused = await Effect.runPromise(Effect.flip(acquire))
  await owner.end()
  const after = await Effect.runPromise(Effect.exit(acquire))

  // The guard beside the lock is still held.
  expect(refused._tag).toBe("DirectoryOwned")
  expect(refused.message).toContain(`is owned by process ${owner.child.pid} (contender, `)
  expect(Exit.isSuccess(after)).toBe(true)
})

test("what an owner had not finished writing when it died is removed by the next", async () => {
  const directory = dataDirectory(temporaryDirectory())
  writeFileSync(`${directory.owner}.0190.tmp`, "{")

  await Effect.runPromise(Effect.scoped(acquireOwnership(directory, program)))

  expect(readdirSync(directory.path).filter((name) => name.startsWith("owner.json"))).toEqual([])
})

test("a background owner drains and leaves for genie up, which waits for it", async () => {
  const directory = dataDirectory(temporaryDirectory())
  const drained: Array<string> = []

  const owner = await Effect.runPromise(
    Effect.gen(function* () {
      const listens = yield* Deferred.make<void>()
      const leaving = yield* Effect.forkChild(serveUntilAsked(listens, drained), { startImmediately: true })
      yield* Deferred.await(listens)
      const info = yield* Effect.scoped(Effect.flatMap(acquireOwnership(directory, up), (next) => next.info))
      yield* Fiber.join(leaving)
      return info
    })
  )

  expect(drained).toEqual(["genie up"])
  expect(owner.kind).toBe("up")

  function serveUntilAsked(listens: Deferred.Deferred<void>, asked: Array<string>) {
    return Effect.scoped(
      Effect.gen(function* () {
        const current = yield* acquireOwnership(directory, background)
        yield* yieldServer(directory.socket, current.yieldTo)
        yield* current.announce({ socket: directory.socket })
        yield* Deferred.succeed(listens, undefined)
        asked.push((yield* current.leaving).command)
      })
    )
  }
})

test("genie up and programs are never robbed", async () => {
  const directory = dataDirectory(temporaryDirectory())

  const refused = await Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const owner = yield* acquireOwnership(directory, up)
        yield* yieldServer(directory.socket, owner.yieldTo)
        yield* owner.announce({ socket: directory.socket })
        return yield* Effect.flip(acquireOwnership(directory, program))
      })
    )
  )

  expect(refused).toMatchObject({ _tag: "DirectoryOwned", kind: "up", socket: directory.socket })
})

test("who waits for an owner gets it once it listens", async () => {
  const directory = dataDirectory(temporaryDirectory())

  const found = await Effect.runPromise(
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const waiting = yield* Effect.forkChild(waitForOwner(directory, "5 seconds"), { startImmediately: true })
      const owner = yield* Scope.provide(acquireOwnership(directory, background), scope)
      yield* owner.announce({ socket: "/run/genie/api.sock" })
      const info = yield* Fiber.join(waiting)
      yield* Scope.close(scope, Exit.void)
      return info
    })
  )

  expect(found?.socket).toBe("/run/genie/api.sock")
})

/** What a server does with `POST /yield`. */
const yieldServer = (socket: string, yieldTo: (newcomer: Newcomer) => Effect.Effect<boolean>) =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer(async (request, response) => {
        const body = (await request.toArray()).join("")
        const isLeaving = await Effect.runPromise(yieldTo(Schema.decodeUnknownSync(newcomerFromJson)(body)))
        response.writeHead(isLeaving ? 202 : 409).end()
      }).listen(socket, () => resume(Effect.succeed(server)))
    }),
    (server) => Effect.callback<void>((resume) => void server.close(() => resume(Effect.void)))
  )

const newcomerFromJson = Schema.fromJsonString(Newcomer)
