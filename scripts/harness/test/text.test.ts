// A harness that could not find anything would find nothing wrong: its judge is shown commands that lose texts.
import { expect, it } from "vitest"
import type { Case, Request } from "../text/Case.ts"
import { judge } from "../text/judge.ts"

const given: Case = {
  command: "task comment",
  field: "body",
  form: "argument",
  text: "- verified",
  args: [],
  expected: ["- verified"],
  isRefused: false
}

const sent = (body: unknown, status = 201, answer: unknown = { body }): Request => ({
  method: "POST",
  path: "/tasks/SHOP-1/comments",
  fields: { body },
  status,
  answer
})

const became = (exitCode: number, ...requests: ReadonlyArray<Request>) =>
  judge(given, { exitCode, stderr: "", requests })

it("finds nothing where a text was kept as it was given, or was refused", () => {
  expect(became(0, sent("- verified"))).toBeUndefined()
  expect(became(4, sent("- verified", 404, {}))).toBeUndefined()
  expect(became(2)).toBeUndefined()
  expect(became(4, { ...sent(undefined, 200, { items: [] }), method: "GET", fields: {} })).toBeUndefined()
  expect(became(0, sent("- verified", 200, { body: "first", comments: [{ body: "- verified" }] }))).toBeUndefined()
})

it("finds a command that ended well and kept nothing", () => {
  expect(became(0)).toContain("nothing reached Genie")
  expect(became(0, { ...sent(undefined), fields: {} })).toContain("left out")
  expect(became(0, { ...sent(undefined), method: "GET", fields: {} })).toContain("left out")
  expect(became(4, { ...sent(undefined), fields: {} })).toContain("left out")
  expect(became(0, sent("- verified", 500, {}))).toContain("nothing was done")
})

it("finds a text that was changed on the way, or when it was kept", () => {
  expect(became(0, sent("verified"))).toContain("reached Genie")
  expect(became(0, sent("- verified", 201, { body: "verified" }))).toContain("was kept")
})

it("finds a command that did it and said that it did not", () => {
  expect(became(2, sent("- verified"))).toContain("was done")
})

it("finds a word that looks like a flag and was taken for text", () => {
  expect(judge({ ...given, isRefused: true }, { exitCode: 0, stderr: "", requests: [sent("--help")] })).toContain(
    "flag"
  )
  expect(judge({ ...given, isRefused: true }, { exitCode: 0, stderr: "", requests: [] })).toContain("flag")
  expect(judge({ ...given, isRefused: true }, { exitCode: 2, stderr: "", requests: [] })).toBeUndefined()
})
