import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

/** The rest of an end as JSON, and whether its run can still be ended. */
const poisons: ReadonlyArray<readonly [fields: string, state: "failed" | "succeeded" | "claimed"]> = [
  ['"fence":1.5,"outcome":"succeeded"', "claimed"],
  ['"fence":"NaN","outcome":"succeeded"', "claimed"],
  ['"fence":FENCE,"outcome":"succeeded","result":"\\u0000\\ud800"', "succeeded"],
  ['"fence":FENCE,"outcome":"succeeded","result":1e400', "succeeded"],
  ['"fence":FENCE,"outcome":"failed","exitCode":1e400', "failed"],
  [`"fence":FENCE,"outcome":"succeeded","result":${"[".repeat(70)}${"]".repeat(70)}`, "failed"],
  [`"fence":FENCE,"outcome":"succeeded","result":${"[".repeat(100_000)}${"]".repeat(100_000)}`, "failed"],
  [`"fence":FENCE,"outcome":${"[".repeat(100_000)}${"]".repeat(100_000)}`, "failed"],
  [`"fence":FENCE,"outcome":"succeeded","result":"${"x".repeat(600_000)}"`, "failed"]
]

onEveryBackend("An end that cannot be stored, over HTTP", servingLayer, (it) => {
  it.effect("is answered 200 beside a healthy one, which is recorded", () =>
    Effect.gen(function* () {
      const { overSocket, socket } = yield* Serving
      const { runs, workers } = overSocket
      const { id: worker } = yield* Effect.promise(() =>
        workers.register({
          name: "theirs",
          host: "here",
          bootId: "boot",
          pid: 1,
          processStartedAt: "then",
          queues: ["theirs"],
          slots: 2,
          version: "0.0.0"
        })
      )
      for (const [fields, state] of poisons) {
        yield* Effect.promise(() => runs.enqueueMany({ runs: [{ queue: "theirs" }, { queue: "theirs" }] }))
        const [good, bad] = yield* Effect.promise(() => workers.claim({ worker, limit: 2 }))
        const healthy = `{"run":"${good!.id}","fence":${good!.fence},"outcome":"succeeded"}`
        const poisoned = `{"run":"${bad!.id}",${fields.replace("FENCE", String(bad!.fence))}}`

        const answer = yield* request(`http://genie/workers/${worker}/complete`, {
          method: "POST",
          socketPath: socket,
          body: `{"completions":[${poisoned},${healthy}]}`
        })

        const states = yield* Effect.promise(() =>
          Promise.all([good!, bad!].map(async ({ id }) => (await runs.show({ run: id })).state))
        )
        expect([answer.status, states], fields.slice(0, 80)).toStrictEqual([200, ["succeeded", state]])
        expect(answer.json.refused).toHaveLength(state === "succeeded" ? 0 : 1)
      }
    })
  )
})
