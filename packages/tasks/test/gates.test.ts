// The rules of gates, against the sentences that define them.
import type { ActorKind, Gate } from "@genie/store/model"
import fc from "fast-check"
import { expect, test } from "vitest"
import { askGate, gatesPassed, type isForward, nextColumn } from "../src/service/gates.ts"

const kinds: ReadonlyArray<ActorKind> = ["human", "agent", "service", "team", "system"]
const evidence = fc.array(
  fc.record({ handle: fc.constantFrom("ana", "bob", "bot"), kind: fc.constantFrom(...kinds), run: fc.constant(null) }),
  { maxLength: 5 }
)

const has = (given: ReadonlyArray<{ kind: ActorKind }>, ...wanted: ReadonlyArray<ActorKind>) =>
  given.some(({ kind }) => wanted.includes(kind))

test("a gate is satisfied by a person, by an agent or a service, by both, or by either, and by nobody else", () => {
  const isSatisfied: Record<Gate, (given: ReadonlyArray<{ kind: ActorKind }>) => boolean> = {
    human: (given) => has(given, "human"),
    agent: (given) => has(given, "agent", "service"),
    "human+agent": (given) => has(given, "human") && has(given, "agent", "service"),
    "human|agent": (given) => has(given, "human", "agent", "service")
  }
  fc.assert(
    fc.property(fc.constantFrom(...(Object.keys(isSatisfied) as Array<Gate>)), evidence, (gate, given) => {
      const answer = askGate(gate, given)
      expect(answer.isSatisfied).toBe(isSatisfied[gate](given))
      expect(answer.missing.length > 0).toBe(!answer.isSatisfied)
      expect(answer.satisfiedBy !== null).toBe(answer.isSatisfied)
    })
  )
  expect(askGate(null, []).isSatisfied).toBe(true)
})

test("a gate says which part is missing", () => {
  const ana = { handle: "ana", kind: "human" as const, run: null }

  expect(askGate("human+agent", []).missing).toStrictEqual(["human", "agent"])
  expect(askGate("human+agent", [ana]).missing).toStrictEqual(["agent"])
  expect(askGate("human|agent", []).missing).toStrictEqual(["human", "agent"])
  expect(askGate("human|agent", [ana]).missing).toStrictEqual([])
})

const column = (position: number, category: "active" | "done" | "cancelled" = "active") =>
  ({ id: `${position}`, name: `${position}`, position, category, gate: null }) as never as Parameters<
    typeof isForward
  >[0]

test("forward is towards done: cancelling and coming back from where tasks end are not", () => {
  const board = [column(0), column(1), column(2), column(3, "done"), column(4, "cancelled")]
  const passed = (from: number, to: number) =>
    gatesPassed(board, board[from]!, board[to]!).map(({ position }) => position)

  expect(passed(0, 3)).toStrictEqual([0, 1, 2])
  expect(passed(1, 2)).toStrictEqual([1])
  expect([passed(2, 0), passed(0, 4), passed(3, 1), passed(3, 4), passed(4, 2)]).toStrictEqual([[], [], [], [], []])
  expect([0, 1, 2, 3, 4].map((at) => nextColumn(board, board[at]!)?.position ?? null)).toStrictEqual([
    1,
    2,
    3,
    null,
    null
  ])
})
