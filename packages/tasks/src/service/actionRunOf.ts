import { isDeepStrictEqual } from "node:util"
import type { NewRun, StandingRun, TaskStanding } from "@genie/store/effect"

/** What a run is called at most. */
const NAME_LENGTH_MAX = 200

/** The run that does the action of the column a task is in. */
export const actionRunOf = (task: TaskStanding, id: string, enqueuedBy: string): NewRun => ({
  id,
  organizationId: task.organizationId,
  projectId: task.projectId,
  taskId: task.id,
  stageId: task.stageId,
  name: `${task.key} ${task.title}`.slice(0, NAME_LENGTH_MAX),
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
  run.stageId === task.stageId &&
  run.queue === queueOf(task) &&
  run.priority === task.priority &&
  isDeepStrictEqual(run.payload, payloadOf(task)) &&
  // A later attempt waits for a while after the one before.
  (task.isEarly ? run.dueAt.getTime() === task.startAt!.getTime() : run.isDue || run.attempt > 1)

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
