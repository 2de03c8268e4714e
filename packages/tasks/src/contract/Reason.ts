import { RunId } from "@genie/store/model"
import { Schema } from "effect"

/**
 * What can stand in the way of a task, and what a refusal is about. `why` explains every one of them in a sentence.
 *
 * The first group says how a task stands, the second what its gate still asks for, the third what refuses a move that
 * somebody has in mind.
 */
export const ReasonKind = Schema.Literals([
  "ready",
  "done",
  "cancelled",
  "held",
  "blocked",
  "checked_out",
  "running",
  "stopping",
  "queued",
  "no_worker",
  "waiting_approval",
  "scheduled",
  "trying_later",

  "gate_human",
  "gate_agent",
  "four_eyes",
  "reviewer",
  "run_failed",
  "run_cancelled",
  "rejected",

  "next_wip_full",
  "next_blocked",

  "wip_full",
  "column_unknown",
  "already_there",
  "actor_disabled"
])
export type ReasonKind = typeof ReasonKind.Type

/** One thing that stands in the way, down to the person or the task that can change it. */
export const Reason = Schema.Struct({
  kind: ReasonKind,
  /** In words: what it is, and who can do what about it. */
  sentence: Schema.String,
  /** What to type to change it, the usual way first. None where it is not for the reader to change. */
  commands: Schema.Array(Schema.String),
  /** Key of the task that can change it. */
  task: Schema.NullOr(Schema.String),
  /** Handle of who can change it. */
  actor: Schema.NullOr(Schema.String),
  run: Schema.NullOr(RunId),
  /** When it changes by itself. */
  until: Schema.NullOr(Schema.Date)
}).annotate({ identifier: "Reason" })
export type Reason = typeof Reason.Type
