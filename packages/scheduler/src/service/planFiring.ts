// What becomes of firings that are due: which fire, which are held or skipped, and when each schedule fires next. It
// only computes, so that every policy can be read, and tested, without a database.
import type { FiringTrigger } from "@genie/store/scheduler"
import { missed } from "../cadence/missed.ts"
import { nextAfter } from "../cadence/nextAfter.ts"
import { cadenceOf } from "./cadenceOf.ts"
import type { Limits } from "./FiringLimits.ts"

/** What is known when firings are planned. */
export interface Situation {
  readonly now: Date
  /** How many runs of a schedule are unfinished, by the schedule's id. */
  readonly unfinished: ReadonlyMap<string, number>
  /** How many firings of a schedule are held. */
  readonly held: ReadonlyMap<string, number>
}

/** One firing, and what becomes of it. */
export interface Firing {
  /** The schedule, as the due trigger brought it. */
  readonly schedule: FiringTrigger
  readonly triggerId: string
  readonly scheduledFor: Date
  /** A missed instant that had no trigger yet. */
  readonly isNew: boolean
  state: "executing" | "held" | "skipped" | "cancelled"
  reason: string | null
  /** When its run may start. */
  dueAt: Date
}

/** The instant at which a schedule fires next. */
export interface NextFiring {
  readonly schedule: FiringTrigger
  readonly at: Date
}

export interface FiringPlan {
  readonly firings: ReadonlyArray<Firing>
  readonly next: ReadonlyArray<NextFiring>
  /** Schedules whose unfinished runs make room. */
  readonly replaced: ReadonlySet<string>
  /** Schedules whose cadence can no longer be computed, and why. */
  readonly broken: ReadonlyArray<{ readonly schedule: FiringTrigger; readonly reason: string }>
  /** Whether something is left that is due already. */
  readonly more: boolean
}

/** Plans the firing of due triggers, in their order. */
export const planFiring = (
  due: ReadonlyArray<FiringTrigger>,
  situation: Situation,
  limits: Limits,
  newId: () => string
): FiringPlan => {
  const firings: Array<Firing> = []
  const next: Array<NextFiring> = []
  const broken: Array<FiringPlan["broken"][number]> = []
  const replaced = new Set<string>()
  const tallies = new Map<string, Tally>()
  let runs = 0
  let more = false

  for (const trigger of due) {
    if (runs >= limits.runsMax) {
      more = true
      break
    }
    const times = timesOf(trigger, situation.now, limits)
    if (typeof times === "string") {
      broken.push({ schedule: trigger, reason: times })
      firings.push(firingOf(trigger, trigger, "cancelled", times))
      continue
    }
    const tally = tallies.get(trigger.scheduleId) ?? {
      unfinished: situation.unfinished.get(trigger.scheduleId) ?? 0,
      held: situation.held.get(trigger.scheduleId) ?? 0,
      planned: []
    }
    tallies.set(trigger.scheduleId, tally)

    for (const [index, { at, reason }] of times.instants.entries()) {
      const instant = index === 0 ? trigger : { id: newId(), scheduledFor: at }
      const decision = reason === undefined ? decide(trigger, tally, limits, replaced) : skipped(reason)
      const firing = firingOf(trigger, instant, decision.state, decision.reason)
      firings.push(firing)
      if (firing.state === "executing") tally.planned.push(firing)
      if (firing.state === "executing") runs++
    }
    if (times.next !== undefined) {
      next.push({ schedule: trigger, at: times.next })
      more ||= times.next <= situation.now
    }
  }

  spread(firings, due.length, situation.now, limits)
  return { firings, next, replaced, broken, more }
}

/** What stands in the way of the next firing of a schedule. */
interface Tally {
  unfinished: number
  held: number
  /** Those that this very plan starts. */
  planned: Array<Firing>
}

interface Times {
  /** The instant that is due, and the missed ones that are made up for. One with a reason is not fired. */
  readonly instants: ReadonlyArray<{ readonly at: Date; readonly reason?: string }>
  readonly next: Date | undefined
}

/**
 * The misfire policy. The next instant is always one of the cadence, counted on from the one that was due, so nothing
 * drifts, however late it is.
 *
 * - `one`: what is due fires once and stands for all that were missed after it.
 * - `skip`: what is later than the grace is not fired; every other instant is.
 * - `all`: every missed instant fires, up to a limit; the first beyond the limit says so, and stands for the rest.
 */
const timesOf = (trigger: FiringTrigger, now: Date, limits: Limits): Times | string => {
  const { scheduledFor } = trigger
  // A person asked for this one: it is never too late, and nothing follows.
  if (trigger.origin === "person") return { instants: [{ at: scheduledFor }], next: undefined }
  try {
    const cadence = cadenceOf(trigger)
    const latest = (instant: Date) => (instant > scheduledFor ? instant : scheduledFor)
    switch (trigger.misfire) {
      case "one":
        return { instants: [{ at: scheduledFor }], next: nextAfter(cadence, latest(now)) }
      case "skip": {
        const tooLate = new Date(now.getTime() - limits.graceMs)
        const lateSeconds = Math.floor((now.getTime() - scheduledFor.getTime()) / 1_000)
        const due =
          scheduledFor < tooLate
            ? {
                at: scheduledFor,
                reason: `Missed: it was ${lateSeconds} s late, and the schedule skips what it missed.`
              }
            : { at: scheduledFor }
        return { instants: [due], next: nextAfter(cadence, latest(new Date(tooLate.getTime() - 1))) }
      }
      case "all": {
        const { instants } = missed(cadence, scheduledFor, now, limits.missedMax)
        const made = instants.slice(0, limits.missedMax - 1).map((at) => ({ at }))
        const beyond = instants.slice(limits.missedMax - 1, limits.missedMax).map((at) => ({
          at,
          reason: `Missed, like all after it until ${now.toISOString()}: ${limits.missedMax} firings are made up for at most.`
        }))
        return { instants: [{ at: scheduledFor }, ...made, ...beyond], next: nextAfter(cadence, latest(now)) }
      }
    }
  } catch (error) {
    // A zone that this host no longer knows, say. One schedule must not keep the others from firing.
    return `Its next firing cannot be computed: ${error instanceof Error ? error.message : String(error)}.`
  }
}

interface Decision {
  readonly state: Firing["state"]
  readonly reason: string | null
}

const skipped = (reason: string): Decision => ({ state: "skipped", reason })

/** The overlap policy. */
const decide = (
  { overlap, scheduleId }: FiringTrigger,
  tally: Tally,
  { heldMax }: Limits,
  replaced: Set<string>
): Decision => {
  const unfinished = tally.unfinished + tally.planned.length
  switch (overlap) {
    case "allow":
      return { state: "executing", reason: null }
    case "skip":
      return unfinished === 0
        ? { state: "executing", reason: null }
        : skipped("The run before was unfinished, and the schedule lets no two overlap.")
    case "queue":
      if (unfinished + tally.held === 0) return { state: "executing", reason: null }
      if (tally.held >= heldMax) return skipped(`${heldMax} firings wait for the run before already.`)
      tally.held++
      return { state: "held", reason: null }
    case "replace":
      for (const firing of tally.planned.splice(0)) {
        firing.state = "cancelled"
        firing.reason = REPLACED
      }
      if (tally.unfinished > 0) replaced.add(scheduleId)
      tally.unfinished = 0
      return { state: "executing", reason: null }
  }
}

/** Why a firing, or its run, ends for the one after it. */
export const REPLACED = "Replaced by the next firing of its schedule."

const firingOf = (
  schedule: FiringTrigger,
  instant: { readonly id: string; readonly scheduledFor: Date },
  state: Firing["state"],
  reason: string | null
): Firing => ({
  schedule,
  triggerId: instant.id,
  scheduledFor: instant.scheduledFor,
  isNew: instant !== schedule,
  state,
  reason,
  dueAt: instant.scheduledFor
})

/**
 * Where a burst is due, its runs start one after the other over the whole of the jitter. That they fired is recorded at
 * once. What a person asked for is not part of the burst.
 */
const spread = (firings: ReadonlyArray<Firing>, due: number, now: Date, limits: Limits): void => {
  const started = firings.filter(({ schedule, state }) => state === "executing" && schedule.origin === "schedule")
  if (due <= limits.jitterThreshold) return
  for (const [index, firing] of started.entries()) {
    firing.dueAt = new Date(now.getTime() + Math.floor((index * limits.maxJitterMs) / started.length))
  }
}
