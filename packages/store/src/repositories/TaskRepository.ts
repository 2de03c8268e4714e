import { Effect, Option, Schema } from "effect"
import { type RawBuilder, sql } from "kysely"
import { Db } from "../database/Db.ts"
import { uuids } from "../database/uuids.ts"
import { when } from "../database/when.ts"
import type { Board } from "../model/Board.ts"
import type { Priority } from "../model/Priority.ts"
import type { RunId } from "../model/Run.ts"
import {
  Approval,
  DependencyKind,
  Tag,
  Task,
  type TaskOrder,
  TaskReference,
  TaskRole,
  TaskStage,
  type TaskStatus
} from "../model/Task.ts"
import { heldRun } from "./heldRun.ts"
import { isAlike } from "./isAlike.ts"
import { isCurrentApproval } from "./isCurrentApproval.ts"
import { taskKey } from "./taskKey.ts"
import { type TaskPlace, taskOrders } from "./taskOrders.ts"
import { isBlocked, isWaiting, taskStatus } from "./taskStatus.ts"

/** Which tasks are meant. What is left out narrows nothing. */
export interface TaskFilter {
  readonly organizationId: string
  readonly projectId?: string | undefined
  /** On one of these boards. */
  readonly boardIds?: ReadonlyArray<string> | undefined
  /** In one of these columns. */
  readonly columnIds?: ReadonlyArray<string> | undefined
  readonly assigneeId?: string | undefined
  /** With one of these tags. */
  readonly tagIds?: ReadonlyArray<string> | undefined
  readonly priority?: Priority | undefined
}

/** Somebody who asks for work, as far as it decides which tasks are offered to them. */
export interface TaskSeeker {
  readonly handle: string
  readonly isAgent: boolean
}

/** What narrows a list of tasks. */
export interface TaskListFilter extends TaskFilter {
  readonly status?: TaskStatus | undefined
  readonly parentId?: string | undefined
  /** Handle of somebody who has checked them out. */
  readonly holder?: string | undefined
  /** Every one of these occurs in the title. */
  readonly words?: ReadonlyArray<string> | undefined
  /** Also what is done or cancelled. */
  readonly isAll?: boolean | undefined
}

/** What narrows the cards of a board, whose columns are known. */
export type CardFilter = Pick<TaskListFilter, "assigneeId" | "tagIds" | "priority" | "status" | "words">

/** Where a page of tasks ended that are listed most urgent first. */
export interface MostUrgentFirst {
  readonly priority: Priority
  readonly id: string
}

/** Whoever claims, and what they hold the task by. */
export interface TaskClaim {
  readonly run: string
  readonly organizationId: string
  /** Handle of somebody who is known, and not disabled. */
  readonly holder: string
  /** Null: until they release it. */
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

/** What stands around a task. */
export interface TaskSurroundings {
  readonly actors: ReadonlyArray<typeof TaskActor.Type>
  readonly dependencies: ReadonlyArray<typeof TaskEdge.Type>
  readonly dependents: ReadonlyArray<typeof TaskEdge.Type>
  readonly subtasks: ReadonlyArray<TaskReference>
  readonly approvals: ReadonlyArray<Approval>
}

/** How much of a text a list shows. A payload it does not show at all: 500 of them may be 128 MiB. */
export const LISTED_TEXT_MAX = 1_000

/** How many subtasks, edges and approvals are shown with a task, of each. Edges and actors have no more. */
export const SURROUNDINGS_MAX = 200

/**
 * Every statement that reads tasks.
 *
 * Pages are found first, by index alone where one serves, and only the rows of the page get what hangs around them.
 * Every page is a range of an index after the row before it: no page is reached by counting.
 */
export const makeTaskRepository = Effect.gen(function* () {
  const db = yield* Db

  /** The tasks whose ids the statement gives, in this order, as callers see them. */
  const tasks = (page: RawBuilder<unknown>, order: RawBuilder<unknown>, columns = listed) =>
    Effect.flatMap(
      db.all(
        () => sql`
          with page as materialized (${page})
          select ${columns}
          from page
          join genie.tasks on tasks.id = page.id
          ${places}
          order by ${order}`
      ),
      (rows) => Effect.orDie(decodeTasks(rows))
    )

  return {
    /** The task as callers see it, now, in full length. */
    show: Effect.fn("TaskRepository.show")((id: string) =>
      Effect.map(tasks(sql`select cast(${id} as uuid) as id`, sql`tasks.id`, whole), (found) => found[0]!)
    ),

    /**
     * In this order; newest and oldest are by number within a project and by the time they were made across projects. Open
     * ones unless all are meant. Each comes with its place in the order.
     */
    list: Effect.fn("TaskRepository.list")(function* (
      filter: TaskListFilter,
      {
        after,
        limit,
        order
      }: { readonly order: TaskOrder; readonly after?: TaskPlace | undefined; readonly limit: number }
    ) {
      const sorted = taskOrders[order](filter.projectId !== undefined)
      const rows = yield* db.all<{ readonly placeInOrder: string | null }>(
        () => sql`
          with page as materialized (
            select tasks.id, cast(${sorted.place} as text) as place_in_order
            from genie.tasks
            join genie.board_columns on board_columns.id = tasks.column_id
            where ${isMeant(filter)}
              ${isListed(order === "closed" ? { ...filter, isAll: true } : filter)}
              ${sorted.only}
              ${when(after, sorted.after)}
            order by ${sorted.by}
            limit ${limit}
          )
          select ${listed}, page.place_in_order
          from page
          join genie.tasks on tasks.id = page.id
          ${places}
          order by ${sorted.by}`
      )
      const found = yield* Effect.orDie(decodeTasks(rows))
      return found.map((task, index) => ({ task, place: { at: rows[index]!.placeInOrder, id: task.id } }))
    }),

    /** How many there are, counted up to this many. */
    count: Effect.fn("TaskRepository.count")((filter: TaskListFilter, limit: number) =>
      Effect.map(
        db.one<{ readonly count: number }>(
          () => sql`
            select count(*) as count
            from (
              select
              from genie.tasks
              join genie.board_columns on board_columns.id = tasks.column_id
              where ${isMeant(filter)}
                ${isListed(filter)}
              limit ${limit}
            ) as counted`
        ),
        ({ count }) => count
      )
    ),

    /** Most urgent first, oldest first among equals: what is offered to somebody, or what is open and is not. */
    byUrgency: Effect.fn("TaskRepository.byUrgency")(
      (
        filter: TaskFilter,
        {
          after,
          isOffered,
          limit,
          seeker
        }: {
          readonly seeker: TaskSeeker
          readonly isOffered: boolean
          readonly after?: MostUrgentFirst | undefined
          readonly limit: number
        }
      ) =>
        tasks(
          sql`
            select tasks.id
            from genie.tasks
            join genie.board_columns on board_columns.id = tasks.column_id
            where ${isMeant(filter)}
              ${
                isOffered
                  ? sql`${standsLike("ready")} and ${isOfferedTo(seeker)}`
                  : sql`and tasks.closed_at is null and (coalesce(${status} <> 'ready', false) or not (${isOfferedTo(seeker)}))`
              }
              ${when(after, (last) => sql`and (tasks.priority, tasks.id) > (${last.priority}, ${last.id})`)}
            order by tasks.priority, tasks.id
            limit ${limit}`,
          sql`tasks.priority, tasks.id`
        )
    ),

    /**
     * Locks the most urgent task that was ready when the statement began, past those that others have locked. Whoever
     * held the lock before may have taken it since: `claim` looks again.
     *
     * It walks the index of open tasks in their order and stops at the first: under a millisecond among 60,000, and
     * 2.5 µs more for every task at its head that somebody has already, 50 ms at 20,000. Hashing those away first takes
     * 20 ms then, and whenever it is asked, whether or not there are any. Passing over them by a remembered place would
     * cost nothing, but a place goes stale: who makes an urgent task and then claims is to get that one.
     *
     * Of a few tasks only (somebody's, those with a tag) the plan depends on how few: the parameter in LIMIT keeps the
     * server from settling on one for all, 170 ms instead of 1.5 for somebody who has none.
     */
    lockMostUrgent: Effect.fn("TaskRepository.lockMostUrgent")((filter: TaskFilter, seeker: TaskSeeker) =>
      Effect.map(
        db.maybeOne<{ readonly id: string }>(
          () => sql`
            select tasks.id
            from genie.tasks
            where ${isMeant(filter)}
              ${isReadyNow}
              and ${isOfferedTo(seeker)}
            order by tasks.priority, tasks.id
            limit ${isOfFew(filter) ? 1 : sql.lit(1)}
            for no key update of tasks skip locked`
        ),
        Option.map(({ id }) => id)
      )
    ),

    /**
     * Gives a locked task, when it is still ready, to somebody who may have it, and answers it as it is from then on.
     *
     * A statement of its own, because the one that locked sees what was when it began. Whatever it says of a ready task
     * that is taken is known without looking: planning those looks took a third of a claim on the embedded engine.
     */
    claim: Effect.fn("TaskRepository.claim")(
      (id: string, { holder, isAgent, leaseMs, organizationId, run }: TaskClaim) =>
        Effect.flatMap(
          db.maybeOne<{
            readonly projectId: string
            readonly runId: RunId
            readonly fence: number
            readonly leaseExpiresAt: string | null
          }>(
            () => sql`
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
          ),
          Option.match({
            onNone: () => Effect.succeedNone,
            onSome: ({ fence, leaseExpiresAt, projectId, runId, ...task }) =>
              Effect.map(Effect.orDie(decodeTasks([task])), (decoded) =>
                Option.some<ClaimedTask>({
                  task: decoded[0]!,
                  projectId,
                  run: runId,
                  fence,
                  leaseExpiresAt: leaseExpiresAt === null ? null : new Date(leaseExpiresAt)
                })
              )
          })
        )
    ),

    /**
     * What is on a board: of each column the first tasks that are meant, how many those are, and how many are in it. Open
     * columns show the most urgent first, done and cancelled what came last; there is no end to those, so they are counted
     * up to `countMax`.
     */
    cards: Effect.fn("TaskRepository.cards")(function* (
      board: Board,
      { countMax, filter, limit }: { readonly filter: CardFilter; readonly limit: number; readonly countMax: number }
    ) {
      const isNarrow = Object.values(filter).some((narrowing) => narrowing !== undefined)
      const meant = isNarrow ? sql`${isNarrowed(filter)} ${isListed({ ...filter, isAll: true })}` : sql``
      const counts = yield* db.all<{
        readonly columnId: string
        readonly count: number
        readonly found: number | null
      }>(
        () => sql`
          select
            board_columns.id as column_id,
            case
              when category in ('done', 'cancelled') then (
                select count(*)
                from (
                  select
                  from genie.tasks
                  where column_id = board_columns.id and closed_at is not null
                  limit ${countMax + 1}
                ) as counted
              )
              else (select count(*) from genie.tasks where column_id = board_columns.id)
            end as count,
            ${
              isNarrow
                ? sql`(
                    select count(*)
                    from (
                      select
                      from genie.tasks
                      where column_id = board_columns.id
                        ${meant}
                      limit case when category in ('done', 'cancelled') then cast(${countMax + 1} as bigint) end
                    ) as counted
                  )`
                : sql`cast(null as bigint)`
            } as found
          from genie.board_columns
          where board_id = ${board.id}`
      )
      const shown = yield* tasks(
        sql`
          select first.id
          from genie.board_columns
          cross join lateral (
            (
              select id
              from genie.tasks
              where column_id = board_columns.id
                and board_columns.category not in ('done', 'cancelled')
                ${meant}
              order by priority, id
              limit ${limit}
            )
            union all
            (
              select id
              from genie.tasks
              where column_id = board_columns.id
                and board_columns.category in ('done', 'cancelled')
                and closed_at is not null
                ${meant}
              order by closed_at desc
              limit ${limit}
            )
          ) as first
          where board_id = ${board.id}`,
        sql`tasks.closed_at desc nulls first, tasks.priority, tasks.id`
      )
      const byColumn = Map.groupBy(shown, ({ column }) => column)
      return board.columns.map(({ id, name }) => {
        const { count = 0, found } = counts.find(({ columnId }) => columnId === id) ?? {}
        return { columnId: id, count, found: found ?? count, tasks: byColumn.get(name) ?? [] }
      })
    }),

    /** The tags of the project, or of all of them, by name. */
    tags: Effect.fn("TaskRepository.tags")((filter: TaskFilter, limit: number) =>
      Effect.flatMap(
        db.all(
          () => sql`
            select name, min(color) as color
            from genie.tags
            where ${isInReach(filter, "tags")}
            group by name
            order by name
            limit ${limit}`
        ),
        (rows) => Effect.orDie(decodeTags(rows))
      )
    ),

    /** What stands around a task: who is on it, what it points to and what points to it, its parts, its approvals. */
    surroundings: Effect.fn("TaskRepository.surroundings")((id: string) =>
      Effect.flatMap(
        db.one(
          () => sql`
            select
              ${list(actorsOf)} as actors,
              ${list(edges({ from: "task_id", to: "on_task_id" }))} as dependencies,
              ${list(edges({ from: "on_task_id", to: "task_id" }))} as dependents,
              ${list(subtasksOf)} as subtasks,
              ${list(approvalsOf)} as approvals
            from genie.tasks as this
            where this.id = ${id}`
        ),
        (row) => Effect.orDie(decodeSurroundings(row))
      )
    ),

    /** The stays of a task, newest first. Their ids come along: a page continues after one. */
    stages: Effect.fn("TaskRepository.stages")((task: string, after: string | undefined, limit: number) =>
      Effect.flatMap(
        db.all<{ readonly id: string }>(
          () => sql`
            select
              task_stages.id, before.name as "from", here.name as "to",
              json_build_object('handle', actor, 'kind', actor_kind) as actor,
              run_id as run, reason, entered_at, left_at,
              coalesce(
                (
                  select json_agg(
                    json_build_object('decision', decision, 'by', decided_by, 'at', decided_at, 'reason', approvals.reason)
                    order by decided_at, approvals.id
                  )
                  from genie.approvals
                  where approvals.task_id = task_stages.task_id
                    and approvals.stage_id = task_stages.id
                    and decision in ('approved', 'rejected')
                ),
                '[]'
              ) as decisions
            from genie.task_stages
            join genie.board_columns as here on here.id = task_stages.column_id
            left join genie.board_columns as before on before.id = task_stages.from_column_id
            where task_id = ${task}
              ${when(after, (last) => sql`and task_stages.id < ${last}`)}
            order by task_stages.id desc
            limit ${limit}`
        ),
        (rows) =>
          Effect.map(Effect.orDie(decodeStages(rows)), (stages) =>
            stages.map((stage, at) => ({ id: rows[at]!.id, stage }))
          )
      )
    ),

    /** The boards of this name, in the project or in all of them. */
    boardsNamed: Effect.fn("TaskRepository.boardsNamed")((filter: TaskFilter, name: string) =>
      ids(sql`
        select boards.id
        from genie.boards
        where ${isInReach(filter, "boards")}
          and lower(boards.name) = lower(${name})
        limit ${NAMESAKES_MAX}`)
    ),

    /** The columns of this name on these boards, or on all in reach. */
    columnsNamed: Effect.fn("TaskRepository.columnsNamed")((filter: TaskFilter, name: string) =>
      ids(sql`
        select board_columns.id
        from genie.board_columns
        join genie.boards on boards.id = board_columns.board_id
        where ${isInReach(filter, "boards")}
          ${when(filter.boardIds, (boards) => sql`and boards.id = any(${uuids(boards)})`)}
          and lower(board_columns.name) = lower(${name})
        limit ${NAMESAKES_MAX}`)
    ),

    /** The tags of this name, in the project or in all of them. */
    tagsNamed: Effect.fn("TaskRepository.tagsNamed")((filter: TaskFilter, name: string) =>
      ids(sql`
        select tags.id
        from genie.tags
        where ${isInReach(filter, "tags")}
          and ${isAlike(sql`tags.name`, name)}
        limit ${NAMESAKES_MAX}`)
    ),

    /** What boards and columns in reach are called, for a guess at which one somebody meant. */
    namesInReach: Effect.fn("TaskRepository.namesInReach")((filter: TaskFilter) =>
      db.all<{ readonly board: string; readonly column: string }>(
        () => sql`
          select distinct boards.name as board, board_columns.name as "column"
          from genie.board_columns
          join genie.boards on boards.id = board_columns.board_id
          where ${isInReach(filter, "boards")}
            ${when(filter.boardIds, (boards) => sql`and boards.id = any(${uuids(boards)})`)}
          order by 1, 2
          limit ${NAMESAKES_MAX}`
      )
    )
  }

  function ids(query: RawBuilder<unknown>) {
    return Effect.map(
      db.all<{ readonly id: string }>(() => query as RawBuilder<{ readonly id: string }>),
      (rows) => rows.map(({ id }) => id)
    )
  }
})

/** How many boards, columns or tags of one name are looked at across projects. */
const NAMESAKES_MAX = 10_000

const status = taskStatus("tasks", "board_columns")

/** What belongs to the project, or to any of the organization. */
const isInReach = ({ organizationId, projectId }: TaskFilter, table: string): RawBuilder<boolean> =>
  projectId === undefined
    ? sql`${sql.ref(`${table}.project_id`)} in (select id from genie.projects where organization_id = ${organizationId})`
    : sql`${sql.ref(`${table}.project_id`)} = ${projectId}`

const isMeant = (filter: TaskFilter): RawBuilder<boolean> => sql`
  ${isInReach(filter, "tasks")}
  ${isNarrowed(filter)}`

/** What narrows the tasks in reach. */
const isNarrowed = (filter: Omit<TaskFilter, "organizationId" | "projectId">): RawBuilder<unknown> => sql`
  ${when(filter.priority, (priority) => sql`and tasks.priority = ${priority}`)}
  ${when(filter.boardIds, (boards) => sql`and tasks.board_id = any(${uuids(boards)})`)}
  ${when(filter.columnIds, (columns) => sql`and tasks.column_id = any(${uuids(columns)})`)}
  ${when(
    filter.assigneeId,
    (actor) => sql`and exists (
      select
      from genie.task_actors
      where task_actors.actor_id = ${actor} and role = 'assignee' and task_actors.task_id = tasks.id
    )`
  )}
  ${when(
    filter.tagIds,
    (tags) => sql`and exists (
      select
      from genie.task_tags
      where tag_id = any(${uuids(tags)}) and task_tags.task_id = tasks.id
    )`
  )}`

/** Narrowed to what may be a hundredth of the tasks, or all of them. */
const isOfFew = ({ assigneeId, boardIds, columnIds, priority, tagIds }: TaskFilter): boolean =>
  [assigneeId, boardIds, columnIds, priority, tagIds].some((narrowing) => narrowing !== undefined)

const isListed = (filter: Omit<TaskListFilter, "organizationId">): RawBuilder<unknown> => sql`
  ${when(filter.parentId, (parent) => sql`and tasks.parent_id = ${parent}`)}
  ${when(filter.holder, (holder) => sql`and tasks.id in (select task_id from genie.live_runs where holder = ${holder})`)}
  ${sql.join(
    (filter.words ?? []).map((word) => sql`and tasks.title ilike ${`%${word.replaceAll(/[%_\\]/g, "\\$&")}%`}`),
    sql` `
  )}
  ${
    filter.status === undefined
      ? filter.isAll === true
        ? sql``
        : sql`and tasks.closed_at is null`
      : standsLike(filter.status)
  }`

/** Nothing stands in the way: `ready`, in the words that let the planner skip what is taken without looking at it. */
const isReadyNow = sql`
  and tasks.closed_at is null
  and tasks.held_at is null
  and (tasks.start_at is null or tasks.start_at <= genie.now())
  and not exists (select from genie.live_runs where live_runs.task_id = tasks.id)
  and not ${isBlocked("tasks")}
  and not ${isWaiting("tasks")}`

/**
 * A ready task is offered to whoever asks for work, but for two: one whose last try failed waits for its next turn, and
 * one on which agents have done their part waits for a person, so that no agent does the same part for ever. Of a column
 * that asks for a second pair of eyes the success of whoever brought the task there is nobody's part but theirs.
 */
const isOfferedTo = ({ handle, isAgent }: TaskSeeker): RawBuilder<boolean> => sql`
  (tasks.offered_after is null or tasks.offered_after <= genie.now())
  ${
    isAgent
      ? sql`and not exists (
          select
          from genie.runs as part
          left join genie.actors as doer on doer.organization_id = part.organization_id and doer.handle = part.holder
          where part.task_id = tasks.id
            and part.stage_id = tasks.stage_id
            and part.outcome = 'succeeded'
            and (part.holder is null or doer.kind in ('agent', 'service'))
            and (
              part.holder is not distinct from ${handle}
              or not (select is_four_eyes from genie.board_columns where id = tasks.column_id)
              or part.holder is distinct from (select actor from genie.task_stages where id = tasks.stage_id)
            )
            and not exists (
              select
              from genie.approvals as rejection
              where rejection.task_id = tasks.id
                and rejection.stage_id = tasks.stage_id
                and rejection.decision = 'rejected'
                and rejection.decided_at > part.enqueued_at
            )
        )`
      : sql``
  }`

const closed = (category: "done" | "cancelled") => sql`
  and tasks.closed_at is not null
  and tasks.column_id in (select id from genie.board_columns where category = ${sql.lit(category)})`

/** What follows from each status, so that few tasks are asked how they stand: an index, or another table, has them. */
const implied: { readonly [S in TaskStatus]: RawBuilder<unknown> } = {
  ready: isReadyNow,
  blocked: sql`and tasks.closed_at is null and tasks.held_at is null and ${isBlocked("tasks")}`,
  held: sql`and tasks.closed_at is null and tasks.held_at is not null`,
  queued: sql`and tasks.closed_at is null and exists (select from genie.live_runs where live_runs.task_id = tasks.id and state = 'queued')`,
  in_progress: sql`and tasks.closed_at is null and exists (select from genie.live_runs where live_runs.task_id = tasks.id and state <> 'queued')`,
  waiting: sql`and tasks.closed_at is null and ${isWaiting("tasks")}`,
  scheduled: sql`and tasks.closed_at is null and tasks.start_at > genie.now()`,
  done: closed("done"),
  cancelled: closed("cancelled")
}

/**
 * What stands like this. The planner guesses that one row in 200 has a value that it knows nothing about, and reads the
 * whole table to find a page of those; of a truth it knows nothing about it guesses that it holds for every second row,
 * and then an index in the order of the page is what it takes: 9 ms instead of 212 for the blocked of 200,000 tasks.
 */
const standsLike = (wanted: TaskStatus): RawBuilder<unknown> =>
  sql`${implied[wanted]} and coalesce(${status} = ${sql.lit(wanted)}, false)`

/** The places of the row `tasks` that several of its columns say something of. */
const places = sql`
  join genie.projects on projects.id = tasks.project_id
  join genie.board_columns on board_columns.id = tasks.column_id`

/** How a task stands, as far as other rows say it. */
interface Standing {
  readonly status: RawBuilder<unknown>
  readonly openBlockers: RawBuilder<unknown>
}

/**
 * A task as `Task` decodes it, whole or as lists show it.
 *
 * What few tasks have is looked up one by one, not joined: eleven tables took longer to plan than to read.
 */
const taskColumns = ({ openBlockers, status }: Standing, isListed: boolean) => {
  const text = (column: string) =>
    isListed ? sql`left(${sql.ref(column)}, ${sql.lit(LISTED_TEXT_MAX)})` : sql.ref(column)
  return sql`
    tasks.id, ${taskKey} as key, projects.key as project,
    (select name from genie.boards where id = tasks.board_id) as board,
    board_columns.name as "column", board_columns.category, ${status} as status, tasks.title,
    ${text("tasks.body")} as body, ${text("tasks.acceptance")} as acceptance, tasks.priority, tasks.start_at, tasks.due_at,
    tasks.effort,
    (
      select home.key || '-' || parent.number
      from genie.tasks as parent
      join genie.projects as home on home.id = parent.project_id
      where parent.id = tasks.parent_id
    ) as parent,
    tasks.held_by, tasks.held_reason, tasks.queue, ${isListed ? sql`null` : sql`tasks.payload`} as payload, tasks.digest,
    tasks.external_id, tasks.external_url, tasks.wish_file, tasks.group_name,
    array(
      select actors.handle
      from genie.task_actors
      join genie.actors on actors.id = task_actors.actor_id
      where task_actors.task_id = tasks.id and task_actors.role = 'assignee'
      order by actors.handle
    ) as assignees,
    array(
      select tags.name
      from genie.task_tags
      join genie.tags on tags.id = task_tags.tag_id
      where task_tags.task_id = tasks.id
      order by tags.name
    ) as tags,
    ${openBlockers} as open_blockers, tasks.revision,
    (select entered_at from genie.task_stages where id = tasks.stage_id) as entered_at,
    tasks.created_by, tasks.created_at, tasks.updated_by, tasks.updated_at, tasks.closed_at`
}

const found: Standing = {
  status,
  openBlockers: sql`(
    select count(*)
    from genie.task_dependencies
    join genie.tasks as blocker on blocker.id = on_task_id
    where task_dependencies.task_id = tasks.id
      and task_dependencies.kind = 'depends_on'
      and blocker.closed_at is null
  )`
}

const runOf = sql`(
  select json_build_object(
    'id', live_runs.run_id, 'state', live_runs.state, 'queue', live_runs.queue, 'holder', live_runs.holder,
    'worker', workers.name, 'since', coalesce(live_runs.started_at, live_runs.claimed_at, runs.enqueued_at),
    'leaseExpiresAt', live_runs.lease_expires_at
  )
  from genie.live_runs
  left join genie.runs on runs.id = live_runs.run_id
  left join genie.workers on workers.id = live_runs.worker_id
  where live_runs.task_id = tasks.id
)`

const listed = sql`${taskColumns(found, true)}, ${runOf} as run`

const whole = sql`${taskColumns(found, false)}, ${runOf} as run`

/** Of a task that is ready, and is taken by the same statement. */
const taken = taskColumns({ status: sql.lit("in_progress"), openBlockers: sql.lit(0) }, false)

// What follows are parts of `surroundings`, about the row `this`.

/** Rows as one JSON list. */
const list = (rows: RawBuilder<unknown>) => sql`
  coalesce((select json_agg(item) from (${rows} limit ${sql.lit(SURROUNDINGS_MAX)}) as items(item)), '[]')`

const reference = sql`json_build_object(
  'key', ${taskKey}, 'title', tasks.title, 'status', ${status}, 'column', board_columns.name
)`

const referred = sql`
  join genie.projects on projects.id = tasks.project_id
  join genie.board_columns on board_columns.id = tasks.column_id`

const actorsOf = sql`
  select json_build_object('actor', actors.handle, 'kind', actors.kind, 'role', task_actors.role)
  from genie.task_actors
  join genie.actors on actors.id = task_actors.actor_id
  where task_actors.task_id = this.id
  order by task_actors.role, actors.handle`

const edges = ({ from, to }: { readonly from: "task_id" | "on_task_id"; readonly to: "task_id" | "on_task_id" }) => sql`
  select json_build_object('kind', edge.kind, 'task', ${reference})
  from genie.task_dependencies as edge
  join genie.tasks on tasks.id = ${sql.ref(`edge.${to}`)}
  ${referred}
  where ${sql.ref(`edge.${from}`)} = this.id
  order by edge.kind, tasks.id`

const subtasksOf = sql`
  select ${reference}
  from genie.tasks
  ${referred}
  where tasks.parent_id = this.id
  order by tasks.id`

const approvalsOf = sql`
  select json_build_object(
    'id', approvals.id, 'column', place.name, 'digest', approvals.digest, 'isCurrent', ${isCurrentApproval("this")},
    'askedBy', asked_by, 'askedOf', asked_of, 'question', question, 'askedAt', asked_at, 'expiresAt', expires_at,
    'decision', decision, 'decidedBy', decided_by, 'decidedAt', decided_at, 'reason', reason
  )
  from genie.approvals
  join genie.board_columns as place on place.id = this.column_id
  where approvals.task_id = this.id
    and approvals.stage_id = this.stage_id
  order by approvals.id desc`

const TaskActor = Schema.Struct({ actor: Schema.String, kind: Schema.String, role: TaskRole })
const TaskEdge = Schema.Struct({ kind: DependencyKind, task: TaskReference })

const decodeTasks = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(Task)))
const decodeTags = Schema.decodeUnknownEffect(Schema.Array(Tag))
const decodeStages = Schema.decodeUnknownEffect(Schema.toCodecJson(Schema.Array(TaskStage)))
const decodeSurroundings: (row: unknown) => Effect.Effect<TaskSurroundings, Schema.SchemaError> =
  Schema.decodeUnknownEffect(
    Schema.toCodecJson(
      Schema.Struct({
        actors: Schema.Array(TaskActor),
        dependencies: Schema.Array(TaskEdge),
        dependents: Schema.Array(TaskEdge),
        subtasks: Schema.Array(TaskReference),
        approvals: Schema.Array(Approval)
      })
    )
  )
