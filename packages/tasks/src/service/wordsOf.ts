import { canonicalJson, type Json, NotCanonical } from "@genie/audit/effect"
import { InvalidInput } from "@genie/operation"
import { parseInstant, refuse, systemTimeZone } from "@genie/scheduler/effect"
import type { Priority } from "@genie/store/model"
import type { TaskWords } from "@genie/store/tasks"
import { Effect } from "effect"
import { digestOf, PAYLOAD_BYTES_MAX, PAYLOAD_DEPTH_MAX } from "./digestOf.ts"

/** What is said of a task, as a caller says it: what is absent stays as it was, null takes it away. */
export interface SaidOfTask {
  readonly title?: string
  readonly body?: string
  readonly acceptance?: string
  readonly priority?: Priority
  readonly start?: string | null
  readonly due?: string | null
  readonly effort?: string | null
  readonly queue?: string | null
  readonly payload?: unknown
  readonly externalId?: string | null
  readonly externalUrl?: string | null
  readonly wishFile?: string | null
  readonly groupName?: string | null
}

/** A task of which nothing was said. */
export const nothingSaid: Omit<TaskWords, "digest"> = {
  title: "",
  body: "",
  acceptance: "",
  priority: "normal",
  startAt: null,
  dueAt: null,
  effort: null,
  parentId: null,
  queue: null,
  payload: {},
  externalId: null,
  externalUrl: null,
  wishFile: null,
  groupName: null
}

/** What is said of a task from now on. Refuses by the name of the field what cannot be kept, shown or read. */
export const wordsOf = Effect.fnUntraced(function* (
  said: SaidOfTask,
  before: Omit<TaskWords, "digest">,
  now: Date
): Effect.fn.Return<TaskWords, InvalidInput> {
  yield* checkPayload(said.payload)

  const words = {
    title: said.title ?? before.title,
    body: said.body ?? before.body,
    acceptance: said.acceptance ?? before.acceptance,
    priority: said.priority ?? before.priority,
    startAt: yield* instantOf("start", said.start, before.startAt, now),
    dueAt: yield* instantOf("due", said.due, before.dueAt, now),
    effort: either(said.effort, before.effort),
    parentId: before.parentId,
    queue: either(said.queue, before.queue),
    payload: either(said.payload, before.payload),
    externalId: either(said.externalId, before.externalId),
    externalUrl: either(said.externalUrl, before.externalUrl),
    wishFile: either(said.wishFile, before.wishFile),
    groupName: either(said.groupName, before.groupName)
  }
  return { ...words, digest: digestOf(words) }
})

const either = <A>(said: A | undefined, before: A): A => (said === undefined ? before : said)

const instantOf = (field: string, said: string | null | undefined, before: Date | null, now: Date) => {
  if (said === undefined) return Effect.succeed(before)
  if (said === null) return Effect.succeed(null)
  if (said.trim().toLowerCase() === "now") return Effect.succeed(now)
  return refuse(field, parseInstant(said, { timeZone: systemTimeZone(), now }))
}

const checkPayload = (payload: unknown): Effect.Effect<void, InvalidInput> => {
  const reason = payload === undefined ? undefined : payloadProblem(payload)
  return reason === undefined ? Effect.void : Effect.fail(new InvalidInput({ field: "payload", reason }))
}

/** What keeps a payload from being approved, if anything: whoever approves signs its only spelling. */
const payloadProblem = (payload: unknown): string | undefined => {
  try {
    canonicalJson(payload as Json, { depthMax: PAYLOAD_DEPTH_MAX, bytesMax: PAYLOAD_BYTES_MAX })
    return undefined
  } catch (error) {
    if (error instanceof NotCanonical) return error.message
    throw error
  }
}
