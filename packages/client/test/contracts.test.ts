import * as model from "@genie/store/model"
import { Schema } from "effect"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import { describe, expect, it } from "vitest"
import { Api } from "../src/contract/Api.ts"
import { looseInputs } from "./looseInputs.ts"

const uuid = "01890a5d-ac96-774b-bcce-b302099a8057"

const endpoints = Object.values(Api.groups).flatMap((group) =>
  Object.values(group.endpoints as Readonly<Record<string, HttpApiEndpoint.Top>>).map(
    (endpoint) => [`${group.identifier}.${endpoint.identifier}`, endpoint] as const
  )
)

/** The texts and results of a run's end or output: they are repaired, because a refusal would lose the run. */
const isRepaired = (loose: string): boolean =>
  /^(?:complete\.completions|report\.events)\[\].*(?:NUL|half|text)/.test(loose)

const ids = Object.entries(model).flatMap(([name, schema]) =>
  Schema.isSchema(schema) && name.endsWith("Id") ? [[name, schema as Schema.Schema<string>] as const] : []
)

describe("Every contract", () => {
  it.each(ids)("%s is a UUID, as every id of the model", (_, schema) => {
    const isId = Schema.is(schema)

    expect(["", "x", "'; --", `${uuid}0`, uuid].map((text) => isId(text))).toStrictEqual([
      false,
      false,
      false,
      false,
      true
    ])
  })

  it.each(endpoints)(
    "%s takes whole numbers, texts that can be stored, real dates, and no more than a limit",
    (_, endpoint) => {
      expect(looseInputs(endpoint).filter((each) => !isRepaired(each))).toStrictEqual([])
    }
  )

  it("is searched by a test that finds what is loose", () => {
    const loose = HttpApiEndpoint.post("loose", "/loose/:id", {
      params: { id: Schema.String },
      query: { n: Schema.optionalKey(Schema.Number), int: Schema.Int, at: Schema.NullOr(Schema.Date) },
      payload: Schema.Struct({
        list: Schema.Array(Schema.Struct({ run: model.RunId, fence: Schema.Finite })),
        env: Schema.Record(Schema.String, Schema.Literal("a")),
        json: Schema.optionalKey(Schema.Json),
        short: Schema.String.check(Schema.isMaxLength(5))
      })
    })

    const found = looseInputs(loose)

    expect(found.map((sentence) => sentence.replace(/^loose/, ""))).toStrictEqual([
      ".id: takes a NUL",
      ".id: takes half a character",
      ".id: takes a text without an end",

      ".n: takes NaN",
      ".n: takes Infinity",
      ".n: takes a fraction",
      ".n: takes a number that is not exact",
      ".n: takes a number below all",
      ".at: takes the year 275760",
      ".at: takes a year before Christ",
      ".list: takes any number of items",
      ".list[].fence: takes a fraction",
      ".list[].fence: takes a number that is not exact",
      ".list[].fence: takes a number below all",
      ".env: takes any number of items",
      ".env{key}: takes a NUL",
      ".env{key}: takes half a character",
      ".env{key}: takes a text without an end",
      ".json: takes a NUL in JSON",
      ".json: takes half a character in a key",
      ".short: takes a NUL",
      ".short: takes half a character"
    ])
  })
})
