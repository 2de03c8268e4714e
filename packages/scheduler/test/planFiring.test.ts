import type { FiringTrigger } from "@genie/store/scheduler"
import { expect, test } from "vitest"
import type { Limits } from "../src/service/FiringLimits.ts"
import { planFiring } from "../src/service/planFiring.ts"

const limits: Limits = {
  runsMax: 1_000,
  heldMax: 2,
  missedMax: 5,
  graceMs: 60_000,
  jitterThreshold: 100,
  maxJitterMs: 30_000
}

const at = (time: string) => new Date(`2026-03-02T${time}Z`)

const every = (everyMs: number, changes: Partial<FiringTrigger> = {}): FiringTrigger => ({
  id: "due",
  scheduleId: "schedule",
  projectId: null,
  scheduledFor: at("12:00:00"),
  origin: "schedule",
  organizationId: "organization",
  name: "ping",
  kind: "interval",
  expression: "",
  everyMs,
  anchor: at("11:00:00"),
  timeZone: "UTC",
  dstOverlap: "earlier",
  misfire: "one",
  overlap: "allow",
  queue: "shell",
  priority: "normal",
  failuresMax: 0,
  createdBy: "ana",
  ...changes
})

const plan = (
  due: ReadonlyArray<FiringTrigger>,
  now: Date,
  { held = 0, unfinished = 0, ...changes }: Partial<Limits> & { held?: number; unfinished?: number } = {}
) =>
  planFiring(
    due,
    { now, unfinished: new Map([["schedule", unfinished]]), held: new Map([["schedule", held]]) },
    { ...limits, ...changes },
    () => "new"
  )

const states = ({ firings }: ReturnType<typeof plan>) => firings.map(({ state }) => state)
const nexts = ({ next }: ReturnType<typeof plan>) => next.map((firing) => firing.at)

test("a firing on time is followed by the next instant of its cadence, however late the daemon is", () => {
  expect(nexts(plan([every(60_000)], at("12:00:00")))).toEqual([at("12:01:00")])
  expect(nexts(plan([every(60_000)], at("12:00:59.999")))).toEqual([at("12:01:00")])
})

test("misfire one: what was missed fires once, and the cadence goes on in the future", () => {
  const planned = plan([every(60_000)], at("12:10:30"))

  expect(states(planned)).toEqual(["executing"])
  expect(nexts(planned)).toEqual([at("12:11:00")])
  expect(planned.more).toBe(false)
})

test("misfire skip: what is later than the grace is skipped with a reason, what is only late still fires", () => {
  const planned = plan([every(60_000, { misfire: "skip" })], at("12:10:30"))
  const late = plan([every(60_000, { misfire: "skip" })], at("12:00:59"))

  expect(states(planned)).toEqual(["skipped"])
  expect(planned.firings[0]!.reason).toMatch("630 s late")
  expect(nexts(planned)).toEqual([at("12:10:00")])
  expect(planned.more).toBe(true)
  expect(states(late)).toEqual(["executing"])
})

test("misfire all: each missed instant fires, up to a limit that is told", () => {
  const few = plan([every(60_000, { misfire: "all" })], at("12:03:30"))
  const many = plan([every(60_000, { misfire: "all" })], at("12:59:30"))

  expect(few.firings.map(({ scheduledFor, state }) => [scheduledFor, state])).toEqual([
    [at("12:00:00"), "executing"],
    [at("12:01:00"), "executing"],
    [at("12:02:00"), "executing"],
    [at("12:03:00"), "executing"]
  ])
  expect(states(many)).toEqual(["executing", "executing", "executing", "executing", "executing", "skipped"])
  expect(many.firings[5]!.reason).toMatch("5 firings are made up for at most")
  expect(nexts(many)).toEqual([at("13:00:00")])
})

test("a firing a person asked for is never too late, and nothing follows it", () => {
  const planned = plan([every(60_000, { origin: "person", misfire: "skip" })], at("18:00:00"))

  expect(states(planned)).toEqual(["executing"])
  expect(planned.next).toEqual([])
})

test("overlap skip: while a run is unfinished, firings are skipped", () => {
  expect(states(plan([every(60_000, { overlap: "skip" })], at("12:00:00"), { unfinished: 1 }))).toEqual(["skipped"])
  expect(states(plan([every(60_000, { overlap: "skip", misfire: "all" })], at("12:02:00")))).toEqual([
    "executing",
    "skipped",
    "skipped"
  ])
})

test("overlap queue: firings wait for the run before them, and no more than the limit", () => {
  const planned = plan([every(60_000, { overlap: "queue", misfire: "all" })], at("12:03:00"))
  const behind = plan([every(60_000, { overlap: "queue" })], at("12:00:00"), { held: 1 })

  expect(states(planned)).toEqual(["executing", "held", "held", "skipped"])
  expect(states(behind)).toEqual(["held"])
})

test("overlap replace: only the newest firing runs, and the runs before it make room", () => {
  const planned = plan([every(60_000, { overlap: "replace", misfire: "all" })], at("12:02:00"), { unfinished: 1 })

  expect(states(planned)).toEqual(["cancelled", "cancelled", "executing"])
  expect([...planned.replaced]).toEqual(["schedule"])
})

test("a burst is spread over the jitter, in order", () => {
  const due = Array.from({ length: 4 }, (_, index) => every(60_000, { id: `${index}`, scheduleId: `${index}` }))

  const planned = plan(due, at("12:00:00"), { jitterThreshold: 3 })

  expect(planned.firings.map(({ dueAt }) => dueAt)).toEqual([
    at("12:00:00"),
    at("12:00:07.500"),
    at("12:00:15"),
    at("12:00:22.500")
  ])
})

test("one transaction starts no more runs than its limit, and says that more are due", () => {
  const due = Array.from({ length: 4 }, (_, index) => every(60_000, { id: `${index}`, scheduleId: `${index}` }))

  const planned = plan(due, at("12:00:00"), { runsMax: 3 })

  expect(planned.firings).toHaveLength(3)
  expect(planned.more).toBe(true)
})

test("a cadence that cannot be computed any more keeps no other from firing", () => {
  const broken = every(60_000, { id: "broken", kind: "cron", expression: "@daily", timeZone: "Atlantis/Capital" })

  const planned = plan([broken, every(60_000, { scheduleId: "other" })], at("12:00:00"))

  expect(states(planned)).toEqual(["cancelled", "executing"])
  expect(planned.broken).toHaveLength(1)
  expect(planned.next.map(({ schedule }) => schedule.scheduleId)).toEqual(["other"])
})
