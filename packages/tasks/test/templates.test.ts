import { Effect } from "effect"
import { describe, expect, test } from "vitest"
import { columnsOf } from "../src/service/makeNewBoard.ts"
import { builtinTemplates } from "../src/service/templates.ts"

describe.each(builtinTemplates.map((template) => [template.name, template.columns] as const))(
  "the board %s",
  (_, columns) => {
    test("is one that anybody could have made", async () => {
      const made = await Effect.runPromise(columnsOf(columns))

      expect(made.map(({ name }) => name)).toEqual(columns.map(({ name }) => name))
      expect(made.slice(-2).map(({ category }) => category)).toEqual(["done", "cancelled"])
    })

    test("asks somebody in every stage before a task goes on", () => {
      const open = columns.filter(({ category }) => category !== "done" && category !== "cancelled")

      expect(open.every(({ gate }) => gate !== undefined && gate !== null)).toBe(true)
    })
  }
)

test("software has the seven stages", () => {
  const [software] = builtinTemplates

  expect(
    software?.columns.map(({ action, autoAdvance, category, gate, name }) =>
      [name, gate ?? "-", autoAdvance === true ? "yes" : "no", action ?? "-", category].join(" ")
    )
  ).toEqual([
    "draft human no - backlog",
    "brainstorm human+agent no brainstorm backlog",
    "wish human no wish ready",
    "build agent yes work active",
    "review human no review review",
    "qa agent yes qa review",
    "ship human no - review",
    "done - no - done",
    "cancelled - no - cancelled"
  ])
})
