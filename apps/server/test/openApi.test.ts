import { readFileSync } from "node:fs"
import { openApi } from "@genie/server"
import { describe, expect, it } from "vitest"

const described = JSON.parse(JSON.stringify(openApi()))
const operations: ReadonlyArray<any> = Object.values(described.paths).flatMap((path) => Object.values(path as object))

describe("OpenAPI", () => {
  it("the committed description is what the contracts say", () => {
    const committed = JSON.parse(readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8"))

    expect(committed).toEqual(described)
  })

  it("is 3.1, and every reference leads somewhere", () => {
    const names = JSON.stringify(described)
      .match(/"#\/components\/schemas\/[^"]+"/g)!
      .map((reference) => decodeURIComponent(reference.slice(1, -1).split("/").at(-1)!))

    expect(described.openapi).toMatch(/^3\.1\./)
    expect(names.filter((name) => described.components.schemas[name] === undefined)).toEqual([])
  })

  it("every operation has a name of its own, a summary, and the token as its security unless it is signing in", () => {
    const names = operations.map(({ operationId }) => operationId)

    expect(new Set(names).size).toBe(names.length)
    expect(operations.filter(({ summary }) => !summary)).toEqual([])
    const open = operations.filter(({ security }) => JSON.stringify(security) !== '[{"bearer":[]}]')
    expect(open.map(({ operationId }) => operationId)).toEqual(["session.signIn"])
  })

  it("every refusal is a problem", () => {
    const refusals = operations.flatMap(({ responses }) =>
      Object.entries(responses as object)
        .filter(([status]) => Number(status) >= 400)
        .map(([, response]) => Object.keys(response.content))
    )

    expect(refusals.length).toBeGreaterThan(operations.length)
    expect(refusals.filter((types) => types.join() !== "application/problem+json")).toEqual([])
  })
})
