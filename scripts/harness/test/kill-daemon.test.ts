// A harness that could not find anything would find nothing wrong: each of its questions is asked of a database in which
// that promise was broken by hand.
import { openScheduler, type Scheduler } from "@genie/scheduler"
import { sql } from "kysely"
import { expect, it } from "vitest"
import { brokenAfterAll } from "../kill-daemon/brokenAfterAll.ts"
import { brokenAtAnyInstant } from "../kill-daemon/brokenAtAnyInstant.ts"
import { createSchedules } from "../kill-daemon/createSchedules.ts"
import type { Ledger } from "../kill-daemon/ledger.ts"
import { randomFrom } from "../randomFrom.ts"

const nothingWritten: Ledger = { triggers: new Set(), begun: new Map(), ended: new Map() }

/** The schedules of the harness, all of them waiting for their first firing. */
const using = async (use: (scheduler: Scheduler, schedules: ReadonlyArray<string>) => Promise<void>) => {
  await using scheduler = await openScheduler({ database: "memory:", daemon: false })
  await use(scheduler, await createSchedules(scheduler, { directory: "/", work: "true" }))
}

const pauseAll = async ({ schedules }: Scheduler, names: ReadonlyArray<string>) => {
  for (const schedule of names) await schedules.pause({ schedule })
}

it("finds nothing where nothing is broken", () =>
  using(async (scheduler, names) => {
    const crashed = await brokenAtAnyInstant(scheduler.kysely, names.length)
    await pauseAll(scheduler, names)
    const after = await brokenAfterAll(scheduler.kysely, nothingWritten)

    expect(crashed).toStrictEqual({ fired: 0, broken: [] })
    expect(after.broken).toStrictEqual([])
  }))

it("finds a schedule that lost its place, and a firing whose run nobody has", () =>
  using(async ({ kysely }, names) => {
    await sql`update genie.triggers set state = 'executing' where schedule_id = (
      select id from genie.schedules where name = 'north'
    )`.execute(kysely)

    const { broken } = await brokenAtAnyInstant(kysely, names.length)

    expect(broken).toStrictEqual([
      "1 active schedules have lost their place: none, or more than one firing to come.",
      "1 firings are executing, and nobody has their run."
    ])
  }))

it("finds a gap in a cadence", () =>
  using(async (scheduler, names) => {
    await pauseAll(scheduler, names)
    await sql`insert into genie.triggers (id, schedule_id, scheduled_for, due_at, origin, state, finished_at)
      select gen_random_uuid(), id, anchor + interval '3 seconds', anchor, 'schedule', 'skipped', now()
      from genie.schedules where name = 'north'`.execute(scheduler.kysely)

    const { broken } = await brokenAfterAll(scheduler.kysely, nothingWritten)

    expect(broken).toHaveLength(1)
    expect(broken[0]).toContain('The firings of "north" are not those of its cadence')
  }))

it("finds a firing that was completed twice, and work that was never done", () =>
  using(async (scheduler, names) => {
    await pauseAll(scheduler, names)
    const { ids } = await scheduler.runs.enqueueMany({ runs: [{ queue: "agents" }, { queue: "agents" }] })
    await sql`update genie.triggers set state = 'completed' where schedule_id = (
      select id from genie.schedules where name = 'north'
    )`.execute(scheduler.kysely)
    await sql`delete from genie.live_runs`.execute(scheduler.kysely)
    await sql`update genie.runs set outcome = 'succeeded', finished_at = now(), trigger_id = (
      select id from genie.triggers where state = 'completed'
    )`.execute(scheduler.kysely)

    const { broken } = await brokenAfterAll(scheduler.kysely, {
      ...nothingWritten,
      begun: new Map(ids.map((id) => [id, 1]))
    })

    expect(broken.map((sentence) => sentence.split(":")[0])).toStrictEqual([
      "1 firings were completed twice",
      "1 firings say something else than their runs",
      "2 runs succeeded that did not do their work once"
    ])
  }))

it("makes the same choices from the same seed", () => {
  const [one, same, other] = [7, 7, 8].map((seed) => Array.from({ length: 5 }, randomFrom(seed)))

  expect(one).toStrictEqual(same)
  expect(one).not.toStrictEqual(other)
})
