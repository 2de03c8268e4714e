import { ActorNotFound, ProjectNotFound } from "@genie/identity/contract"
import { ActorDisabled, InvalidInput, type Operations, operationGroup } from "@genie/operation"
import { subcommands } from "@genie/operation/commands"
import { Page, PageCursor, PageLimit, Task } from "@genie/store/model"
import {
  BoardNotFound,
  Checkout,
  ColumnNotFound,
  Explained,
  READY_WAIT_MAX_MS,
  Tasks,
  taskFilter,
  taskLease
} from "@genie/tasks/contract"
import { Clock, Context, Effect, Layer, Schema } from "effect"
import * as Command from "effect/cli/Command"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as OpenApi from "effect/http-api/OpenApi"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { checkoutView, explainedListView, readyListView } from "../views/taskViews.ts"
import { emptyWithoutProject } from "./emptyWithoutProject.ts"
import { everywhere, projectHere } from "./projectHere.ts"

const Claimed = Schema.Struct({ checkout: Schema.NullOr(Checkout) })

/** Three operations as one command: what is ready, why the rest is not, and to take the first of it. */
const ReadyGroup = operationGroup(
  "ready",
  HttpApiEndpoint.post("ready", "/", {
    payload: Schema.Struct({
      claim: Schema.optionalKey(
        Schema.Boolean.annotate({ description: "Check out the most urgent one; of many who ask, each gets another" })
      ),
      wait: Schema.optionalKey(
        Schema.String.annotate({ description: "With --claim, wait so long for one to become ready: 30s, 10m, 2h" })
      ),
      lease: taskLease,
      explain: Schema.optionalKey(
        Schema.Boolean.annotate({ description: "Those that are not ready, and what stands in their way" })
      ),
      ...taskFilter,
      limit: Schema.optionalKey(PageLimit),
      cursor: Schema.optionalKey(PageCursor)
    }),
    success: Schema.Union([Page(Task), Page(Explained), Claimed]),
    error: [ProjectNotFound, BoardNotFound, ColumnNotFound, ActorNotFound, ActorDisabled]
  }).annotate(OpenApi.Summary, "List what can be worked on now, take the first of it, or say why there is nothing")
)

class Ready extends Context.Service<Ready, Operations<typeof ReadyGroup>>()("@genie/cli/Ready") {}

const readyLayer = Layer.effect(
  Ready,
  Effect.gen(function* () {
    const tasks = yield* Tasks

    const claim = Effect.fnUntraced(function* (which: Parameters<typeof tasks.claim>[0], waitMs: number) {
      const deadline = (yield* Clock.currentTimeMillis) + waitMs
      for (;;) {
        const left = Math.max(0, deadline - (yield* Clock.currentTimeMillis))
        const claimed = yield* tasks.claim({ ...which, waitMs: Math.min(left, READY_WAIT_MAX_MS) })
        if (claimed.checkout !== null || left <= READY_WAIT_MAX_MS) return claimed
      }
    })

    return Ready.of({
      ready: Effect.fn("Ready.ready")(function* ({ claim: isClaim, cursor, explain, lease, limit, wait, ...which }) {
        const page = { ...which, ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) }
        if (isClaim !== true) return yield* explain === true ? tasks.explain(page) : tasks.ready(page)

        const waitMs = wait === undefined ? 0 : yield* millisecondsOf(wait)
        const claimed = yield* claim({ ...which, ...(lease !== undefined && { lease }) }, waitMs)
        // A script that asked for a task must not go on without one.
        if (claimed.checkout === null) process.exitCode = 4
        return claimed
      })
    })
  })
)

/** `genie ready [--claim] [--explain]` */
export const ready = subcommands(
  ReadyGroup,
  Ready,
  {
    ready: (answer, screen, { explain }) => {
      if ("checkout" in answer) {
        return answer.checkout === null
          ? "Nothing is ready. To see why: genie ready --explain"
          : checkoutView(answer.checkout, screen)
      }
      return isExplained(answer, explain) ? explainedListView(answer, screen) : readyListView(answer, screen)
    }
  },
  {
    brief: { ready: ["key", "status", "priority", "title", "column", "assignees"] },
    flags: { ready: everywhere },
    prepare: {
      ready: (input, flags) =>
        Effect.gen(function* () {
          if (input.claim === true && input.explain === true)
            return yield* new InvalidInput({ field: "explain", reason: "Either --claim or --explain." })
          for (const field of ["wait", "lease"] as const) {
            if (input[field] !== undefined && input.claim !== true)
              return yield* new InvalidInput({ field, reason: "It goes with --claim." })
          }
          if (input.wait !== undefined) yield* millisecondsOf(input.wait)
          return projectHere(input, flags)
        })
    }
  }
)[0]!.pipe(Command.provide(readyLayer), Command.provide(emptyWithoutProject), Command.provide(servicesLayer))

type Answer = Exclude<Effect.Success<ReturnType<Operations<typeof ReadyGroup>["ready"]>>, typeof Claimed.Type>

/** An empty page does not say what it is a page of. */
const isExplained = (
  answer: Answer,
  explain: boolean | undefined
): answer is Extract<Answer, { readonly items: ReadonlyArray<typeof Explained.Type> }> =>
  answer.items[0] === undefined ? explain === true : "why" in answer.items[0]

const millisecondsOf = (written: string): Effect.Effect<number, InvalidInput> => {
  const [, amount, unit] = /^(\d{1,6})(s|m|h)$/.exec(written) ?? []
  return amount === undefined
    ? Effect.fail(new InvalidInput({ field: "wait", reason: `"${written}" is not a time such as 30s, 10m or 2h.` }))
    : Effect.succeed(Number(amount) * { s: 1_000, m: 60_000, h: 3_600_000 }[unit as "s" | "m" | "h"])
}
