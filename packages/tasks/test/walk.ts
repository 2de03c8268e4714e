// Random walks over a random board, and what an onlooker who knows the rules by heart expects at every step. The onlooker
// is written from the rules alone: it keeps who gave what during which stay, and shares no code with the pipeline.
import type { ActorKind, Gate, TemplateColumn } from "@genie/store/model"
import fc from "fast-check"

/** How many columns a board of a walk has, besides done and cancelled. */
export const COLUMNS_IN_WALK = 4

/** How many tasks go along it. The first of them is what most is done to. */
export const TASKS_IN_WALK = 3

/** Those who act in walks. */
export const people: ReadonlyArray<{ readonly handle: string; readonly kind: ActorKind }> = [
  { handle: "ana", kind: "human" },
  { handle: "bob", kind: "human" },
  { handle: "bot", kind: "agent" },
  { handle: "svc", kind: "service" },
  { handle: "crew", kind: "team" }
]

const task = fc.constantFrom(0, 0, 0, 1, 1, 2)
const who = fc.nat(people.length - 1)
/** Whoever has the task in person, mostly. */
const holder = fc.option(who, { freq: 1 })

/** One thing somebody does. */
export type Move = typeof move extends fc.Arbitrary<infer A> ? A : never

const move = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant("move" as const),
      task,
      who,
      // Mostly a step on, often one back; 9 is to cancel.
      by: fc.constantFrom(1, 1, 1, 1, 1, 2, 3, -1, -1, -1, -2, 9)
    })
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("approve" as const), task, who, edit: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reject" as const), task, who }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("ask" as const), task, who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("checkout" as const), task, who, takeOver: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("complete" as const), task, who: holder }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("release" as const), task, who: holder, failed: fc.boolean() })
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("claim" as const), task }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("finish" as const), nth: fc.nat(9), succeeds: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancelRun" as const), task }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("block" as const), task }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("unblock" as const), task }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("depend" as const), task, on: task }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("part" as const), task, on: task }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("edit" as const), task }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("start" as const), task, isEarly: fc.boolean() }) }
)

const gate: fc.Arbitrary<Gate | null> = fc.constantFrom(
  null,
  "human",
  "human",
  "agent",
  "agent",
  "human+agent",
  "human+agent",
  "human|agent"
)

/** A board, and what is done on it. */
export const walk = (steps: number) =>
  fc.record({
    columns: fc.array(
      fc.record({
        category: fc.constantFrom("backlog" as const, "active" as const, "review" as const),
        gate,
        isFourEyes: fc.boolean(),
        hasAction: fc.boolean(),
        autoAdvance: fc.boolean(),
        onFail: fc.option(fc.nat(COLUMNS_IN_WALK - 1)),
        wipLimit: fc.constantFrom(null, null, null, 1, 2)
      }),
      { minLength: COLUMNS_IN_WALK, maxLength: COLUMNS_IN_WALK }
    ),
    moves: fc.array(move, { minLength: steps, maxLength: steps })
  })

export type Walk = ReturnType<typeof walk> extends fc.Arbitrary<infer A> ? A : never

/** The columns of the board, whose queues are its own. What fails is only sent back. */
export const columnsOf = ({ columns }: Walk, prefix: string): ReadonlyArray<Required<TemplateColumn>> =>
  columns.map(({ autoAdvance, category, gate, hasAction, isFourEyes, onFail, wipLimit }, at) => ({
    name: `c${at}`,
    category: at === 0 ? "ready" : category,
    gate,
    isFourEyes,
    action: hasAction ? `${prefix}-c${at}` : null,
    autoAdvance,
    onFail: onFail !== null && onFail < at ? `c${onFail}` : null,
    // Tasks are made in the first one, which nobody asks for room.
    wipLimit: at === 0 ? null : wipLimit,
    color: "gray"
  }))

/** What was given during a stay: by whom, and of which wording when it was an approval. */
interface Given {
  readonly who: string
  readonly kind: ActorKind
  readonly wording: number | null
}

/** A task as the onlooker sees it. */
export interface Seen {
  readonly key: string
  column: string
  stay: number
  broughtBy: string
  wording: number
  given: Array<Given>
  asks: number
  hasFailed: boolean
  /** Tries that failed in a row. */
  failures: number
  isHeld: boolean
  isEarly: boolean
  readonly waitsFor: Set<string>
}

/** The board as the onlooker sees it. */
export class Onlooker {
  readonly tasks = new Map<string, Seen>()
  readonly #columns: ReadonlyArray<Required<TemplateColumn>>

  constructor(columns: ReadonlyArray<Required<TemplateColumn>>) {
    const ending = { gate: null, isFourEyes: false, action: null, autoAdvance: false, onFail: null, wipLimit: null }
    this.#columns = [
      ...columns,
      { ...ending, name: "done", category: "done", color: "green" },
      { ...ending, name: "cancelled", category: "cancelled", color: "gray" }
    ]
  }

  begin(key: string, column: string, by: string): void {
    this.tasks.set(key, {
      key,
      column,
      stay: 1,
      broughtBy: by,
      wording: 1,
      given: [],
      asks: 0,
      hasFailed: false,
      failures: 0,
      isHeld: false,
      isEarly: false,
      waitsFor: new Set()
    })
  }

  column(name: string): Required<TemplateColumn> {
    return this.#columns.find((column) => column.name === name)!
  }

  /** So many columns on from where it is; what is closed is taken back to the first. */
  columnBy(seen: Seen, by: number): string {
    if (by === 9) return "cancelled"
    if (this.isClosed(seen)) return this.#columns[0]!.name
    return this.#columns[Math.max(0, Math.min(this.#at(seen.column) + by, this.#columns.length - 2))]!.name
  }

  #at(name: string): number {
    return this.#columns.findIndex((column) => column.name === name)
  }

  isClosed({ column }: Seen): boolean {
    return column === "done" || column === "cancelled"
  }

  isBlocked({ waitsFor }: Seen): boolean {
    return [...waitsFor].some((key) => !this.isClosed(this.tasks.get(key)!))
  }

  isFull(name: string): boolean {
    const { wipLimit } = this.column(name)
    return wipLimit !== null && [...this.tasks.values()].filter(({ column }) => column === name).length >= wipLimit
  }

  /** Neither held nor blocked nor early nor closed, and nobody is asked about it: whether a run has it is for others to say. */
  isReadyButForRuns(seen: Seen): boolean {
    return !this.isClosed(seen) && !seen.isHeld && !this.isBlocked(seen) && !seen.isEarly && seen.asks === 0
  }

  isForward(from: string, to: string): boolean {
    return this.#at(to) > this.#at(from) && to !== "cancelled" && from !== "done" && from !== "cancelled"
  }

  /** Blockers keep a task out of active and done, and nobody jumps over active. */
  isKeptOut(seen: Seen, to: string): boolean {
    if (!this.isBlocked(seen)) return false
    const isWork = (name: string) => this.column(name).category === "active"
    if (to === "done" || isWork(to)) return true
    const between = this.#columns.slice(this.#at(seen.column) + 1, this.#at(to))
    return this.isForward(seen.column, to) && between.some(({ name }) => isWork(name))
  }

  /** Whether every gate from where it is up to there lets it through. */
  mayPass(seen: Seen, to: string, mover: { readonly handle: string; readonly kind: ActorKind } | null): boolean {
    if (!this.isForward(seen.column, to)) return true
    return this.#columns.slice(this.#at(seen.column), this.#at(to)).every((column) => {
      const isHere = column.name === seen.column
      const moving = mover === null ? [] : [{ who: mover.handle, kind: mover.kind, wording: null }]
      const counting = isHere ? [...this.countingFor(seen), ...moving] : moving
      const eyes = counting.filter(({ who }) => !column.isFourEyes || (isHere && who !== seen.broughtBy))
      return isSatisfied(column.gate, eyes)
    })
  }

  countingFor(seen: Seen): ReadonlyArray<Given> {
    return seen.given.filter(({ wording }) => wording === null || wording === seen.wording)
  }

  /** What `move` is refused for; null when it is done. */
  refusalOf(seen: Seen, to: string, mover: { readonly handle: string; readonly kind: ActorKind }): string | null {
    if (to === seen.column) return null
    if (this.isFull(to)) return "WipLimitReached"
    if (this.isKeptOut(seen, to)) return "TaskBlocked"
    return this.mayPass(seen, to, mover) ? null : "GateHolds"
  }

  /** Whether a task would have to have gone on by itself. */
  isLeftBehind(seen: Seen): boolean {
    const { action, autoAdvance, gate, isFourEyes } = this.column(seen.column)
    if (!autoAdvance || seen.isHeld || this.isClosed(seen)) return false
    const next = this.#columns[this.#at(seen.column) + 1]!.name
    if (next === "cancelled" || this.isFull(next) || this.isKeptOut(seen, next)) return false
    const given = this.countingFor(seen).filter(({ who }) => !isFourEyes || who !== seen.broughtBy)
    if (gate === null) return action === null || given.some(({ wording }) => wording === null)
    return isSatisfied(gate, given)
  }

  /** Whether so many tries failed that it is held for a person, and not sent elsewhere. */
  isGivenUp(seen: Seen): boolean {
    return seen.failures >= 3 && !this.isClosed(seen) && this.column(seen.column).onFail === null
  }

  /** A task has come somewhere: what was done before counts no more. */
  enter(seen: Seen, column: string, by: string): void {
    Object.assign(seen, {
      column,
      stay: seen.stay + 1,
      broughtBy: by,
      given: [],
      asks: 0,
      hasFailed: false,
      failures: 0
    })
  }
}

const isSatisfied = (gate: Gate | null, given: ReadonlyArray<Given>): boolean => {
  const people = given.some(({ kind }) => kind === "human")
  const agents = given.some(({ kind }) => kind === "agent" || kind === "service")
  if (gate === "human") return people
  if (gate === "agent") return agents
  if (gate === "human+agent") return people && agents
  return gate === "human|agent" ? people || agents : true
}
