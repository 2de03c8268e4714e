import { Audit } from "@genie/audit/effect"
import { IdentityObservers } from "@genie/identity/effect"
import { LiveRunRepository } from "@genie/store/scheduler"
import { ApprovalRepository, TaskPipelineRepository } from "@genie/store/tasks"
import { Effect, Layer } from "effect"
import { makeNewBoard } from "./makeNewBoard.ts"
import { makePipeline } from "./Pipeline.ts"
import { DEFAULT_TEMPLATE } from "./templates.ts"

/** On how many tasks the requests to a disabled actor are withdrawn. The others close when somebody else decides. */
const ASKS_WITHDRAWN_MAX = 1_000

/** A new project gets its board. The approvals that a disabled actor was asked for are withdrawn. */
export const layerFollowIdentity = Layer.effectDiscard(
  Effect.gen(function* () {
    const { organizationId } = (yield* Audit).instance
    const observers = yield* IdentityObservers
    const approvals = yield* ApprovalRepository
    const liveRuns = yield* LiveRunRepository
    const tasks = yield* TaskPipelineRepository
    const newBoard = yield* makeNewBoard
    const pipeline = yield* makePipeline

    yield* observers.observe({
      projectCreated: ({ template = DEFAULT_TEMPLATE, ...project }) =>
        newBoard.create({ project, name: template, template }).pipe(
          // It is the first board of the project, and the columns of a template were checked when it was kept.
          Effect.catchTag(["BoardNameTaken", "ColumnNotFound"], Effect.die)
        ),

      actorDisabled: Effect.fnUntraced(function* ({ handle }) {
        const awaiting = yield* approvals.tasksAwaiting(organizationId, handle, ASKS_WITHDRAWN_MAX)
        if (awaiting.length === 0) return
        yield* liveRuns.lockOfTasks(awaiting)
        yield* tasks.lock(awaiting)
        yield* approvals.withdrawAskedOf(awaiting, handle, `${handle} was disabled.`)
        yield* pipeline.pursue(awaiting)
      })
    })
  })
)
