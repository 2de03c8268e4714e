import { isDeepStrictEqual } from "node:util"
import type { NewRun } from "@genie/store/scheduler"
import type { StandingRun, TaskStanding } from "@genie/store/tasks"
import { failureOf } from "./gates.ts"
import { runNameOf } from "./runNameOf.ts"

/** The run that does the action of the column a task is in. */
export const actionRunOf = (task: TaskStanding, id: string, enqueuedBy: string): NewRun => ({
  id,
  organizationId: task.organizationId,
  projectId: task.projectId,
  taskId: task.id,
  stageId: task.stageId,
  name: runNameOf(task),
  queue: queueOf(task),
  priority: task.priority,
  payload: payloadOf(task),
  directory: task.repoPath,
  environment: { GENIE_TASK: task.key, GENIE_PROJECT: task.project },
  dueAt: task.isEarly ? task.startAt! : "now",
  enqueuedBy
})

/** Whether a run that waits in its queue is still the one that would be enqueued now. */
export const isStillWanted = (task: TaskStanding, run: StandingRun): boolean =>
  task.closedAt === null &&
  task.column.action !== null &&
  run.stageId === task.stageId &&
  run.queue === queueOf(task) &&
  run.priority === task.priority &&
  isDeepStrictEqual(run.payload, payloadOf(task)) &&
  !isOverruled(task, run) &&
  // A later attempt waits for a while after the one before.
  (task.isEarly ? run.dueAt.getTime() === task.startAt!.getTime() : run.isDue || run.attempt > 1)

/** Its success would count for nothing: the task was rejected since. */
const isOverruled = (task: TaskStanding, { enqueuedAt }: StandingRun): boolean => {
  const failure = failureOf(task)
  return failure?.kind === "rejection" && failure.rejection.decidedAt! > enqueuedAt
}

const queueOf = ({ column, queue }: TaskStanding): string => queue ?? column.action ?? ""

const payloadOf = (task: TaskStanding) => ({
  task: {
    key: task.key,
    title: task.title,
    body: task.body,
    acceptance: task.acceptance,
    digest: task.digest,
    priority: task.priority,
    column: task.column.name,
    project: task.project,
    wishFile: task.wishFile,
    groupName: task.groupName,
    ...(task.externalUrl === null ? {} : { url: task.externalUrl })
  },
  payload: task.payload
})
