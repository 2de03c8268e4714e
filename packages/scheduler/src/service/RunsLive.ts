import { Audit, about, change, implement, read, steps } from "@genie/audit/effect"
import { type KnownProject, makeFindProject } from "@genie/identity/effect"
import { CurrentActor, InvalidInput } from "@genie/operation"
import { catchConstraint, Db, Notifications, toUnavailable } from "@genie/store/database"
import { PAGE_LIMIT_DEFAULT, pageOf, type Run, uuidv7 } from "@genie/store/model"
import {
  EnqueueRepository,
  LiveRunRepository,
  type NewRun,
  RunRepository,
  ScheduleRepository
} from "@genie/store/scheduler"
import { TaskPipelineRepository } from "@genie/store/tasks"
import { Effect, Option, Stream } from "effect"
import { parseInstant } from "../cadence/parseInstant.ts"
import { timeZone } from "../cadence/timeZone.ts"
import { Runs } from "../contract/Runs.ts"
import { type NewRunInput, RunNotFound, RunStateConflict, RunsGroup } from "../contract/RunsGroup.ts"
import { RunCancelAsked, RunCancelled, RunRetried, RunsEnqueued } from "../events.ts"
import { contentDigests } from "./contentDigests.ts"
import { makeEnding } from "./Ending.ts"
import { makeEnqueue } from "./Enqueue.ts"
import { makeFollowOutput } from "./followOutput.ts"
import { RunObservers } from "./RunObservers.ts"
import { refuse } from "./refuse.ts"
import { readWork, type Work, workOf } from "./workOf.ts"

/** The rules of runs, for those who want work done. */
export const RunsLive = implement(
  RunsGroup,
  Runs,
  Effect.gen(function* () {
    const _db = yield* Db
    const audit = yield* Audit
    const notifications = yield* Notifications
    const { organizationId } = audit.instance
    const runs = yield* RunRepository
    const queue = yield* EnqueueRepository
    const liveRuns = yield* LiveRunRepository
    const schedules = yield* ScheduleRepository
    const tasks = yield* TaskPipelineRepository
    const end = yield* makeEnding
    const { guards } = yield* RunObservers
    const enqueue = yield* makeEnqueue
    const output = yield* makeFollowOutput
    const projects = yield* makeFindProject

    const find = Effect.fnUntraced(function* (run: string) {
      const found = yield* runs.find(organizationId, run)
      if (Option.isNone(found)) return yield* new RunNotFound({ run })
      return found.value
    })

    /** Locks the live row first, so that the state it reads is the state it changes. */
    const findLocked = Effect.fnUntraced(function* (run: string) {
      const { id } = yield* find(run)
      yield* liveRuns.lockForCancel([id])
      const locked = yield* find(id)
      yield* about({ id, ...(yield* logOf(locked)) })
      return locked
    })

    /** Refuses what those who hold on to the run do not let happen to it. */
    const unlessGuarded = Effect.fnUntraced(function* (run: string, wanted: "cancelled" | "retried") {
      const { id, state, taskId } = yield* find(run)
      const because = yield* guards.refusal({ id, taskId }, wanted)
      if (because !== null) return yield* new RunStateConflict({ run: id, state, wanted: `${wanted}: ${because}` })
    })

    /** The log of its project. */
    const logOf = ({ project }: Run) =>
      project === null
        ? Effect.succeed({})
        : projects.known(project).pipe(
            Effect.map(({ id }) => ({ log: id })),
            Effect.catchTag("ProjectNotFound", Effect.die)
          )

    const idOfTask = Effect.fnUntraced(function* (key: string) {
      const found = yield* tasks.find(organizationId, key)
      if (Option.isSome(found)) return found.value.id
      return yield* new InvalidInput({ field: "task", reason: `there is no task "${key}"` })
    })

    const toNewRun = (
      input: NewRunInput,
      work: Work,
      project: KnownProject | undefined,
      dueAt: NewRun["dueAt"],
      enqueuedBy: string
    ): NewRun => ({
      ...work,
      id: uuidv7(),
      organizationId,
      projectId: project?.id ?? null,
      project: project?.key ?? null,
      name: input.name ?? input.queue,
      queue: input.queue,
      idempotencyKey: input.idempotencyKey ?? null,
      idempotencyDigests: input.idempotencyKey === undefined ? null : contentDigests(contentOf(input, work)),
      dueAt,
      enqueuedBy
    })

    const dueAtOf = Effect.fnUntraced(function* ({ at, tz = systemTimeZone() }: NewRunInput) {
      const zone = yield* refuse("tz", timeZone(tz))
      return at === undefined ? now : yield* refuse("at", parseInstant(at, { timeZone: zone, now: yield* runs.now }))
    })

    return {
      enqueue: steps(RunsEnqueued, function* (input) {
        const work = yield* workOf(input)
        const project = input.project === undefined ? undefined : yield* projects.known(input.project)
        const dueAt = isDueNow(input) ? now : yield* dueAtOf(input)
        return yield* enqueue.one(toNewRun(input, work, project, dueAt, (yield* CurrentActor).handle))
      }),

      enqueueMany: steps(RunsEnqueued, function* ({ runs }) {
        const { handle } = yield* CurrentActor
        const newRuns: Array<NewRun> = []
        for (const input of runs) {
          const work = readWork(input)
          if (work instanceof InvalidInput) return yield* work
          const project = input.project === undefined ? undefined : yield* projects.known(input.project)
          const dueAt = isDueNow(input) ? now : yield* dueAtOf(input)
          newRuns.push(toNewRun(input, work, project, dueAt, handle))
        }
        return { ids: yield* enqueue.many(newRuns) }
      }),

      list: read(function* ({ cursor, limit = PAGE_LIMIT_DEFAULT, ...wanted }) {
        const { project, queue, schedule, state, task } = wanted
        const taskId = task === undefined || isId(task) ? task : yield* idOfTask(task)
        const projectId = project === undefined ? undefined : (yield* projects.known(project)).id
        const scheduleId = schedule === undefined ? undefined : yield* schedules.idOf(organizationId, schedule)
        if (scheduleId !== undefined && Option.isNone(scheduleId)) return { items: [], next: null }
        const items = yield* runs.list({
          organizationId,
          queue,
          state,
          scheduleId: scheduleId === undefined ? undefined : Option.getOrUndefined(scheduleId),
          taskId,
          projectId,
          before: cursor,
          limit: limit + 1
        })
        return pageOf(items, limit)
      }),

      show: read(({ run }) => find(run)),

      output: read(function* ({ after = 0, follow = false, run }) {
        const { id } = yield* find(run)
        const events = follow ? output.followed(id, after) : output.kept(id, after)
        return Stream.catchTag(events, "SqlError", (error) => Stream.fromEffect(toUnavailable(error)))
      }),

      cancel: change(RunCancelled, function* ({ reason = "Cancelled by a person", run }) {
        yield* unlessGuarded(run, "cancelled")
        const found = yield* findLocked(run)
        if (isFinished(found)) {
          return yield* new RunStateConflict({ run: found.id, state: found.state, wanted: "cancelled" })
        }
        // A checkout has no worker to ask: its holder is refused at the next step.
        const isAtOnce = found.state === "queued" || found.holder !== null
        const said = isAtOnce ? RunCancelled : RunCancelAsked
        yield* audit.record(said({ ...(yield* logOf(found)), id: found.id }, { reason }))
        if (isAtOnce) {
          yield* end([
            { run: found.id, isForced: true, outcome: "cancelled", failureKind: "cancelled", failureMessage: reason }
          ])
        } else {
          yield* liveRuns.askToCancel([found.id], reason)
          yield* notifications.publish("genie_run", `cancel:${found.id}`)
        }
        return yield* find(found.id)
      }),

      retry: change(RunRetried, function* ({ run }) {
        const found = yield* findLocked(run)
        if (!isFinished(found)) {
          return yield* new RunStateConflict({ run: found.id, state: found.state, wanted: "retried" })
        }
        const refuseRetry = (because: string) =>
          Effect.fail(new RunStateConflict({ run: found.id, state: found.state, wanted: `retried: ${because}` }))
        if (found.holder !== null) return yield* refuseRetry("it was a checkout. Check its task out anew")
        yield* unlessGuarded(found.id, "retried")
        const [queued] = yield* queue.enqueueNext([{ run: found.id, id: uuidv7(), delayMs: 0, isLost: false }]).pipe(
          catchConstraint("live_runs_trigger_id_unique", () => refuseRetry("a later attempt is unfinished")),
          catchConstraint("live_runs_task_id_unique", () => refuseRetry("another run of its task is unfinished"))
        )
        if (queued === undefined) return yield* refuseRetry("a later attempt is unfinished")
        yield* audit.record(RunRetried({ ...(yield* logOf(found)), id: found.id }, { by: queued.id }))
        yield* notifications.publish("genie_run", `queued:${found.queue}`)
        if (found.taskId === null) return yield* find(queued.id)
        yield* guards.requeued([{ id: queued.id, taskId: found.taskId }])
        // A task that has changed since is given to an agent as it is now.
        const [newest] = yield* runs.list({ organizationId, taskId: found.taskId, limit: 1 })
        return yield* find(newest!.id)
      })
    }
  })
)

/** What an idempotency key stands for. An instant is compared as it was written: "in 10m" is the same when it is said again. */
const contentOf = ({ at, name, queue, tz }: NewRunInput, work: Work) => ({
  queue,
  name: name === queue ? undefined : name,
  at,
  tz,
  run: work.command,
  payload: unlessEmpty(work.payload),
  priority: work.priority,
  directory: work.directory,
  env: unlessEmpty(work.environment),
  stdin: work.stdin,
  leftovers: work.leftovers === "end" ? undefined : work.leftovers,
  timeout: work.timeoutMs,
  attempts: work.attemptsMax
})

const unlessEmpty = (value: unknown) => (JSON.stringify(value) === "{}" ? undefined : value)

const now = "now"

const isDueNow = ({ at, tz }: NewRunInput): boolean => at === undefined && tz === undefined

const isFinished = ({ finishedAt }: Run): boolean => finishedAt !== null

const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)

const systemTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone
