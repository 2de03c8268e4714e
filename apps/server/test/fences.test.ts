import { onEveryBackend } from "@genie/store/testing"
import { Effect } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

/** What is no fence, as it can be written in JSON. */
const noFences = [
  '"NaN"',
  '"Infinity"',
  '"-Infinity"',
  '""',
  "null",
  "0",
  "-1",
  "1.5",
  "1e300",
  "9007199254740993",
  "[1]"
]

const nobody = "00000000-0000-7000-8000-000000000000"

onEveryBackend("Fences over HTTP", servingLayer, (it) => {
  it.effect.each([...noFences, undefined])("a run is ended by no completion with the fence %s", (fence) =>
    Effect.gen(function* () {
      const { overSocket, socket, token, url } = yield* Serving
      const headers = { authorization: `Bearer ${token}` }
      const { id } = yield* Effect.promise(() => overSocket.runs.enqueue({ queue: "guarded" }))
      const post = (path: string, body: string) => request(`${url}${path}`, { method: "POST", headers, body })
      const said = fence === undefined ? "" : `"fence":${fence},`

      const ends = `{"completions":[{"run":"${id}",${said}"outcome":"succeeded"}]}`
      const answers = [
        yield* post(`/workers/${nobody}/complete`, ends),
        yield* request(`http://genie/workers/${nobody}/complete`, { method: "POST", body: ends, socketPath: socket }),
        yield* post(`/workers/${nobody}/renew`, `{"leases":[{${said}"run":"${id}"}],"running":["${id}"]}`),
        yield* post(`/workers/${nobody}/report`, `{${said}"run":"${id}","events":[]}`)
      ]

      expect(answers.map(({ status }) => status)).toStrictEqual([400, 400, 400, 400])
      expect(answers[0]!.json.detail).toContain("completions[0].fence: ")
      expect(yield* Effect.promise(() => overSocket.runs.show({ run: id }))).toMatchObject({ state: "queued" })
    })
  )

  it.effect.each(["isForced", "worker", "unlessClaimed"])("a completion cannot say %s", (field) =>
    Effect.gen(function* () {
      const { overSocket, socket } = yield* Serving
      const { id } = yield* Effect.promise(() => overSocket.runs.enqueue({ queue: "guarded" }))
      const completion = { run: id, fence: 1, outcome: "succeeded", [field]: field === "worker" ? nobody : true }

      const answer = yield* request(`http://genie/workers/${nobody}/complete`, {
        method: "POST",
        body: JSON.stringify({ completions: [completion] }),
        socketPath: socket
      })

      // Its end is not one that the contract knows: it would be refused alone, had its worker been here.
      expect(answer.status).toBe(404)
      expect(yield* Effect.promise(() => overSocket.runs.show({ run: id }))).toMatchObject({ state: "queued" })
    })
  )
})
