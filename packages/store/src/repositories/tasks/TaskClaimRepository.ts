import { Context, Effect, Layer, Option } from "effect"
import { sql } from "kysely"
import { Db } from "../../database/Db.ts"
import { decoded } from "../../database/decoded.ts"
import { bigint, double, flag, text, timestamptz, uuid } from "../../database/SqlType.ts"
import { statement } from "../../database/statement.ts"
import type { RunId } from "../../model/Run.ts"
import { Task } from "../../model/Task.ts"
import { heldRun } from "../scheduler/heldRun.ts"
import { isOfferedTo, isReadyNow, status, type TaskSeeker } from "./standsLike.ts"
import { places, taken } from "./taskColumns.ts"
import { isMeant, isOfFew, type TaskFilter, taskFilter } from "./taskFilter.ts"

/** The statements by which an actor gets a task. */
export class TaskClaimRepository extends Context.Service<TaskClaimRepository>()("@genie/store/TaskClaimRepository", {
  make: Effect.gen(function* () {
    const db = yield* Db

    return {
      /**
       * Locks the most urgent task that was ready when the statement began, past those that others have locked. The one who
       * held the lock before may have taken it since: `claim` looks again.
       */
      lockMostUrgent: Effect.fn("TaskClaimRepository.lockMostUrgent")((filter: TaskFilter, seeker: TaskSeeker) =>
        Effect.map(
          db.maybeOne(lockMostUrgent({ ...filter, ...seeker })),
          Option.map(({ id }) => id)
        )
      ),

      /** Gives a locked task, when it is still ready, to an actor that may have it, and answers it as it is from then on. */
      claim: Effect.fn("TaskClaimRepository.claim")(function* (id: string, wanted: TaskClaim) {
        const given = yield* db.maybeOne(claim({ id, ...wanted }))
        if (Option.isNone(given)) return Option.none<ClaimedTask>()
        const { fence, leaseExpiresAt, organizationId: _, projectId, runId, stageId: __, ...task } = given.value
        return Option.some<ClaimedTask>({
          task: (yield* decodeTasks([task]))[0]!,
          projectId,
          run: runId,
          fence,
          leaseExpiresAt: leaseExpiresAt === null ? null : new Date(leaseExpiresAt)
        })
      })
    }
  })
}) {
  static readonly layer: Layer.Layer<TaskClaimRepository, never, Db> = Layer.effect(this, this.make)
}

/** The actor that claims, and what it holds the task by. */
export interface TaskClaim {
  readonly run: string
  readonly organizationId: string
  /** Handle of an actor that is known, and not disabled. */
  readonly holder: string
  /** Null: until the actor releases it. */
  readonly leaseMs: number | null
  readonly isAgent: boolean
}

/** A task that was claimed. */
export interface ClaimedTask {
  readonly task: Task
  readonly projectId: string
  readonly run: RunId
  readonly fence: number
  readonly leaseExpiresAt: Date | null
}

const decodeTasks = decoded(Task)

/**
 * It walks the index of open tasks in their order and stops at the first: under a millisecond among 60,000, and
 * 2.5 µs more for every task at its head that somebody has already, 50 ms at 20,000. Hashing those away first takes
 * 20 ms then, and whenever it is asked, whether or not there are any. Passing over them by a remembered place would
 * cost nothing, but a place goes stale: an actor that makes an urgent task and then claims is to get that one.
 *
 * For a few tasks only (those of an actor, those with a tag) the plan depends on how few: the parameter in LIMIT keeps the
 * server from settling on one for all, 170 ms instead of 1.5 for somebody who has none.
 */
const lockMostUrgent = statement("TaskClaimRepository.lockMostUrgent", {
  parameters: { ...taskFilter, handle: text, isAgent: flag },
  row: { id: uuid },
  sql: ({ handle, isAgent, ...filter }) => sql`
    select tasks.id
    from genie.tasks
    where ${isMeant(filter)}
      ${isReadyNow}
      and ${isOfferedTo({ handle, isAgent })}
    order by tasks.priority, tasks.id
    limit ${isOfFew(filter) ? 1 : sql.lit(1)}
    for no key update of tasks skip locked`
})

/**
 * A statement of its own, because the one that locked sees what was when it began. The status of a ready task
 * that is taken is known without looking: planning those looks took a third of a claim on the embedded engine.
 */
const claim = statement("TaskClaimRepository.claim", {
  parameters: {
    id: uuid,
    run: uuid,
    organizationId: uuid,
    holder: text,
    leaseMs: double.or(bigint).nullable,
    isAgent: flag
  },
  decodes: Task,
  row: {
    organizationId: uuid,
    projectId: uuid,
    stageId: uuid,
    runId: uuid.as<RunId>(),
    fence: bigint.present,
    leaseExpiresAt: timestamptz.nullable
  },
  sql: ({ holder, id, isAgent, leaseMs, organizationId, run }) => sql`
    with ready as materialized (
      select ${taken}, projects.organization_id, tasks.project_id, tasks.stage_id
      from genie.tasks
      ${places}
      where tasks.id = ${id}
        and ${status} = 'ready'
        and ${isOfferedTo({ handle: holder, isAgent })}
        and (
          select disabled_at is null
          from genie.actors
          where organization_id = ${organizationId} and handle = ${holder}
        )
    ),
    input as (
      select
        cast(${run} as uuid) as id, organization_id, project_id, id as task_id, stage_id, key || ' ' || title as name,
        priority, cast('{}' as jsonb) as payload, cast(${holder} as text) as holder, cast(${holder} as text) as enqueued_by
      from ready
    ),
    ${heldRun(leaseMs, sql`on conflict do nothing`)}
    select
      ready.*, held.run_id, held.fence, held.lease_expires_at,
      json_build_object(
        'id', held.run_id, 'state', held.state, 'queue', held.queue, 'holder', held.holder, 'worker', null,
        'since', held.started_at, 'leaseExpiresAt', held.lease_expires_at
      ) as run
    from ready
    cross join held`
})
