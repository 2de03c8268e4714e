// Commands of an owner as a person starts one, a worker at the other end of its socket, and a program that speaks HTTP
// itself. In the end the owner is killed while twenty commands with much output end.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { request } from "node:http"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { setTimeout as after } from "node:timers/promises"
import { type Client, openClient } from "@genie/client"
import { attach, type Target } from "@genie/client/effect"
import { CurrentCaller } from "@genie/operation"
import { startWorker } from "@genie/scheduler/effect"
import { dataDirectory } from "@genie/store/database"
import { freePort } from "@genie/store/testing"
import { Effect, Exit, Layer, ManagedRuntime, Scope } from "effect"
import { Genie } from "../kill-daemon/Genie.ts"
import { Victim } from "../kill-daemon/Victim.ts"
import type { Judged } from "./brokenIn.ts"
import { healthy, type Poison } from "./Poison.ts"
import { poisonedCommands } from "./poisonedCommands.ts"
import { poisonedEnds } from "./poisonedEnds.ts"
import { poisonedHandlers } from "./poisonedHandlers.ts"
import { ended, shuffled } from "./Wave.ts"

/** A batch of a program that speaks HTTP: its poison stands at each place of it. */
const BATCH = 3

/** Each prints nearly as much as is kept, in characters that JSON writes as six. */
const HEAVY = 20
const HEAVY_BYTES = 61 * 1024

interface Owned {
  readonly client: Client
  readonly target: Target
  readonly random: () => number
  readonly signal: AbortSignal
}

/** So many waves through everything that reaches an owner. */
export const throughOwner = async (
  home: string,
  database: string | undefined,
  waves: number,
  random: () => number,
  signal: AbortSignal
): Promise<ReadonlyArray<Judged>> => {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const genie = new Genie({ home, database })
  const go = join(home, "go")
  const exec = `head -c ${HEAVY_BYTES} /dev/zero | tr '\\0' '\\001'; while [ ! -e ${go} ]; do sleep 0.05; done`
  const port = await freePort()
  const up = ["up", "--allow-shell", "--slots", "4", "--port", String(port)]
  const owner = new Victim("owner", () => genie.start(...up), "Genie is up.")
  const worker = new Victim(
    "worker",
    () => genie.start("worker", "--queue", "heavy", "--slots", String(HEAVY), "--exec", exec),
    "Serving"
  )
  const { socket, token } = dataDirectory(home)
  const judged: Array<Judged> = []
  try {
    owner.start()
    await owner.ready()
    worker.start()
    await worker.ready()
    // Who has no embedded database owns no directory, and so no socket in it.
    const target =
      database === undefined
        ? { socketPath: socket }
        : { url: `http://127.0.0.1:${port}`, token: (await readFile(token, "utf8")).trim() }
    await using client = await openClient({ ...target, actor: "service:harness" })
    const owned = { client, target, random, signal }
    for (let wave = 0; wave < waves; wave++) {
      judged.push(...(await commands(owned)), ...(await farHandlers(owned)), ...(await strangers(owned)))
      judged.push(...(await heavy(owned, owner, go)))
    }
    await worker.stop()
    await owner.stop()
    return judged
  } finally {
    await worker.kill({ isLast: true })
    await owner.kill({ isLast: true })
    await genie.killBackground()
  }
}

const commands = async ({ client, random, signal }: Owned) => {
  const poisons = shuffled(poisonedCommands, random)
  const { ids } = await client.runs.enqueueMany({
    runs: poisons.map((poison) => ({
      queue: "shell",
      name: poison?.name ?? healthy,
      run: poison?.handed ?? "echo fine",
      directory: "/tmp"
    }))
  })
  return await ended(client.runs, ids, poisons, signal)
}

/** The same worker as in a program, over the socket. */
const farHandlers = async ({ client, random, signal, target }: Owned) => {
  const handlers = new Map(poisonedHandlers.map(({ handed, name }) => [name, handed]))
  const runtime = ManagedRuntime.make(
    Layer.merge(
      attach(target),
      Layer.succeed(CurrentCaller, { actor: { kind: "service", handle: "harness" }, via: "library" })
    )
  )
  const scope = Effect.runSync(Scope.make())
  try {
    await runtime.runPromise(
      Scope.provide(
        startWorker({
          name: "far",
          host: "here",
          version: "0.0.0",
          queues: ["far"],
          slots: 8,
          perform: ({ name }) =>
            Effect.sync(() => ({
              outcome: "succeeded",
              result: name === healthy ? "fine" : handlers.get(name)!()
            }))
        }),
        scope
      )
    )
    const poisons = shuffled(poisonedHandlers, random)
    const { ids } = await client.runs.enqueueMany({
      runs: poisons.map((poison) => ({ queue: "far", name: poison?.name ?? healthy }))
    })
    return await ended(client.runs, ids, poisons, signal)
  } finally {
    await runtime.runPromise(Scope.close(scope, Exit.void))
    await runtime.dispose()
  }
}

/** A program of somebody else, which sends whatever it likes. */
const strangers = async ({ client, signal, target }: Owned): Promise<ReadonlyArray<Judged>> => {
  const { id: worker } = await client.workers.register({
    name: "stranger",
    host: "here",
    bootId: "none",
    pid: 1,
    processStartedAt: "then",
    queues: ["strangers"],
    slots: BATCH,
    version: "0.0.0"
  })
  const judged: Array<Judged> = []
  for (const poison of poisonedEnds) {
    for (let place = 0; place < BATCH; place++) {
      await client.runs.enqueueMany({ runs: Array.from({ length: BATCH }, () => ({ queue: "strangers" })) })
      const claims = await client.workers.claim({ worker, limit: BATCH })
      const items = claims.map(
        ({ fence, id }, index) =>
          `{"run":"${id}","fence":${fence},${index === place ? poison.handed : '"outcome":"succeeded","result":"fine"'}}`
      )
      const { body, status } = await post(target, `/workers/${worker}/complete`, `{"completions":[${items.join(",")}]}`)
      if (status !== 200) throw new Error(`A batch with "${poison.name}" was answered ${status}: ${body.slice(0, 500)}`)
      const poisons: ReadonlyArray<Poison<unknown> | undefined> = claims.map((_, index) =>
        index === place ? poison : undefined
      )
      const ids = claims.map(({ id }) => id)
      judged.push(...(await ended(client.runs, ids, poisons, signal)))
    }
  }
  await client.workers.leave({ worker })
  return judged
}

const post = (target: Target, path: string, body: string) =>
  new Promise<{ readonly status: number | undefined; readonly body: string }>((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "genie-actor": "harness",
      "genie-actor-kind": "service",
      ...("token" in target && { authorization: `Bearer ${target.token}` })
    }
    const to = "token" in target ? { port: new URL(target.url).port } : target
    const sending = request({ ...to, path, method: "POST", headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject)
    })
    sending.once("error", reject)
    sending.end(body)
  })

/** All of them end while nobody is there to hear of it. */
const heavy = async ({ client, signal }: Owned, owner: Victim, go: string) => {
  await rm(go, { force: true })
  const { ids } = await client.runs.enqueueMany({ runs: Array.from({ length: HEAVY }, () => ({ queue: "heavy" })) })
  while ((await client.runs.list({ queue: "heavy", state: "running", limit: HEAVY })).items.length < HEAVY)
    await after(100, undefined, { signal })
  const restarted = owner.kill()
  await writeFile(go, "")
  await restarted
  await owner.ready()
  return await ended(client.runs, ids, [], signal)
}
