// What a run says, from the worker at one end of a connection to whoever watches at the end of another.
import { onEveryBackend } from "@genie/store/testing"
import { Effect, Stream } from "effect"
import { expect } from "vitest"
import { request } from "./request.ts"
import { Serving, servingLayer } from "./serving.ts"

/** A run that a worker at the socket has claimed, and how it speaks. */
const speaking = Effect.fnUntraced(function* (queue: string) {
  const { overSocket } = yield* Serving
  return yield* Effect.promise(async () => {
    const { id: run } = await overSocket.runs.enqueue({ queue })
    const { id: worker } = await overSocket.workers.register({
      name: "test",
      host: "here",
      bootId: "boot",
      pid: 4711,
      processStartedAt: "then",
      queues: [queue],
      slots: 1,
      version: "0.0.0"
    })
    const [claimed] = await overSocket.workers.claim({ worker, limit: 1 })
    const { fence } = claimed!
    return {
      run,
      report: (seq: number, text: string) =>
        overSocket.workers.report({ worker, run, fence, events: [{ seq, kind: "stdout", text }] }),
      end: () =>
        overSocket.workers.complete({ worker, completions: [{ run, fence, outcome: "succeeded", outputBytes: 1 }] })
    }
  })
})

onEveryBackend("Output over HTTP", servingLayer, (it) => {
  it.effect("is followed as it comes until the run has ended, and goes on after the last event without a gap", () =>
    Effect.gen(function* () {
      const { overTcp } = yield* Serving
      const { end, report, run } = yield* speaking("http")

      const heard = yield* Effect.promise(async () => {
        const texts: Array<string> = []
        await report(1, "one")
        // The connection is lost after the second: whoever comes back says how far it was.
        for await (const { seq, text } of overTcp.runs.output({ run, follow: true })) {
          texts.push(text)
          if (seq === 1) await report(2, "two\n\nthree: data")
          if (seq === 2) break
        }
        await report(3, "four")
        for await (const { seq, text } of overTcp.runs.output({ run, follow: true, after: 2 })) {
          texts.push(text)
          if (seq === 3) await report(4, "five")
          if (seq === 4) await end()
        }
        return texts
      })

      expect(heard).toStrictEqual(["one", "two\n\nthree: data", "four", "five"])
    })
  )

  it.effect("is read to where it is without following, and comes as events of the server", () =>
    Effect.gen(function* () {
      const { overTcp, port, token } = yield* Serving
      const { report, run } = yield* speaking("read")
      yield* Effect.promise(() => report(1, "one"))

      const read = yield* Stream.runCollect(Stream.fromAsyncIterable(overTcp.runs.output({ run }), String))
      const raw = yield* request(`http://127.0.0.1:${port}/runs/${run}/output?follow=false`, {
        headers: { authorization: `Bearer ${token}` }
      })

      expect(read).toMatchObject([{ run, seq: 1, kind: "stdout", text: "one" }])
      expect(read[0]!.at).toBeInstanceOf(Date)
      expect(raw.headers["content-type"]).toContain("text/event-stream")
      expect(raw.text).toContain('"text":"one"')
    })
  )
})
