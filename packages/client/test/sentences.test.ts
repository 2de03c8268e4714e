import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { describe, expect, it } from "vitest"
import { Api } from "../src/contract/Api.ts"
import { saidOfWrongValues } from "./wrongValues.ts"

const endpoints = Object.values(Api.groups).flatMap((group) =>
  Object.values(group.endpoints as Readonly<Record<string, HttpApiEndpoint.Top>>).map(
    (endpoint) => [`${group.identifier}.${endpoint.identifier}`, endpoint] as const
  )
)

/** The words of whoever writes schemas, and of a check that nobody has put into words. */
const isForSchemas = (said: string): boolean =>
  /\bExpected\b|RegExp|\bgot\b|undefined|<filter>|\bstring\b|\binteger\b|code point|\[object|is not valid\.$/.test(said)

describe("what is said of a wrong value", () => {
  it.each(endpoints)("of %s is a sentence about the field, at every door", (_, endpoint) => {
    const said = saidOfWrongValues(endpoint)

    expect(said.filter(isForSchemas).map((sentence) => sentence.slice(0, 200))).toEqual([])
    expect(said.filter((sentence) => !/[.…]$/.test(sentence) || /\.\.$/.test(sentence))).toEqual([])
  })

  it("is found by a test that tries every kind", () => {
    const enqueue = endpoints.find(([name]) => name === "runs.enqueue")![1]

    const said = new Set(saidOfWrongValues(enqueue))

    for (const sentence of [
      "promise enqueue.queue: must be text, and is 1.5.",
      "promise enqueue.queue: is empty.",
      "promise enqueue.attempts: must be a whole number, and is NaN.",
      "promise enqueue.attempts: must be between 1 and 100, and is -1.",
      'promise enqueue.priority: must be "urgent", "high", "normal" or "low", and is true.',
      "promise enqueue.env: must be an object, and is 1.",
      "JSON enqueue.env.a: must be text, and is 1.",
      "promise enqueue.env.not a name: is no name of a variable. A name has letters, digits and _, and begins with no digit.",
      "JSON enqueue.queue: This field is required."
    ]) {
      expect(said).toContain(sentence)
    }
  })
})
