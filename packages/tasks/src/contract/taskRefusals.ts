// What the rules of tasks refuse. Each says what stands in the way and who can change it.
import { Refusal } from "@genie/operation"
import { TaskReference } from "@genie/store/model"
import { Schema } from "effect"
import { asSentence } from "./asSentence.ts"
import { minute } from "./minute.ts"
import { Reason } from "./Reason.ts"

/** The key or id names no task. */
export class TaskNotFound extends Refusal<TaskNotFound>()(
  "TaskNotFound",
  { status: 404, title: "No such task" },
  { task: Schema.String }
) {
  override get message() {
    return `There is no task "${this.task}".`
  }
}

/** Somebody else changed the task since the caller looked at it. */
export class StaleRevision extends Refusal<StaleRevision>()(
  "StaleRevision",
  { status: 412, title: "Task has changed" },
  {
    task: Schema.String,
    expected: Schema.Number,
    revision: Schema.Number,
    changedBy: Schema.String,
    changedAt: Schema.Date,
    /** What was done since, newest first: `moved from draft to wish by ana`. */
    changes: Schema.Array(Schema.String)
  }
) {
  override get message() {
    const changes = this.changes.length === 0 ? `changed by ${this.changedBy}` : this.changes.join("; ")
    return `${this.task} is at revision ${this.revision}, not ${this.expected}: ${changes}. Look at it again, then repeat.`
  }
}

/** The task has open blockers, and work on it, or calling it done, has to wait for them. */
export class TaskBlocked extends Refusal<TaskBlocked>()(
  "TaskBlocked",
  { status: 409, title: "Task is blocked" },
  { task: Schema.String, wanted: Schema.String, blockers: Schema.Array(TaskReference) }
) {
  override get message() {
    const named = this.blockers.slice(0, 3).map(({ column, key, title }) => `${key} "${title}" (${column})`)
    const more = this.blockers.length > 3 ? ` and ${this.blockers.length - 3} more` : ""
    return `${this.task} cannot ${this.wanted}: it depends on ${named.join(", ")}${more}.`
  }
}

/** A gate on the way asks for something that has not been given. */
export class GateHolds extends Refusal<GateHolds>()(
  "GateHolds",
  { status: 409, title: "Gate holds" },
  {
    task: Schema.String,
    /** The column whose gate holds, which a jump may pass over. */
    column: Schema.String,
    /** What is missing, in words. */
    missing: Schema.Array(Reason)
  }
) {
  override get message() {
    return `${this.task} cannot go on. ${this.missing.map(withCommands).join(" ")}`
  }
}

/** The column is full. */
export class WipLimitReached extends Refusal<WipLimitReached>()(
  "WipLimitReached",
  { status: 409, title: "Column is full" },
  { task: Schema.String, column: Schema.String, limit: Schema.Number, tasks: Schema.Array(Schema.String) }
) {
  override get message() {
    const named = this.tasks.slice(0, 5).join(", ")
    return `${this.column} is full: it takes ${this.limit} at once, and has ${named}${this.tasks.length > 5 ? ", …" : ""}. Move one of them on first.`
  }
}

/** Only some may do that with this task here. */
export class RoleRequired extends Refusal<RoleRequired>()(
  "RoleRequired",
  { status: 403, title: "Not yours to decide" },
  { task: Schema.String, column: Schema.String, role: Schema.String, actors: Schema.Array(Schema.String) }
) {
  override get message() {
    return `${this.task} names its reviewers: ${this.actors.join(", ")} can let it out of ${this.column}.`
  }
}

/** The task is held: nobody works on it until it is not. */
export class TaskHeld extends Refusal<TaskHeld>()(
  "TaskHeld",
  { status: 409, title: "Task is held" },
  { task: Schema.String, by: Schema.String, reason: Schema.String }
) {
  override get message() {
    return `${this.task} is held by ${this.by}: ${asSentence(this.reason)} To let it go on: genie task unblock ${this.task}`
  }
}

/** Somebody works on the task. */
export class TaskTaken extends Refusal<TaskTaken>()(
  "TaskTaken",
  { status: 409, title: "Task is taken" },
  {
    task: Schema.String,
    /** Handle of who checked it out, or name of the worker. */
    by: Schema.String,
    until: Schema.NullOr(Schema.Date),
    /** They were asked to stop. */
    isAskedToStop: Schema.Boolean,
    /** It is the caller who has it, in this process or in another one. */
    isYours: Schema.Boolean
  }
) {
  override get message() {
    if (this.isYours) {
      const until = this.until === null ? "" : ` (until ${minute(this.until)})`
      return `You have checked out ${this.task} already${until}. To hold it longer: genie task renew ${this.task}. If that was another process of yours: genie task checkout ${this.task} --take-over`
    }
    const until = this.until === null ? "" : ` (until ${minute(this.until)} unless they renew it)`
    return this.isAskedToStop
      ? `${this.by} works on ${this.task} and was asked to stop: try again in a moment.`
      : `${this.by} works on ${this.task}${until}. To ask them to stop: genie task checkout ${this.task} --take-over`
  }
}

/** The task is done or cancelled. */
export class TaskClosed extends Refusal<TaskClosed>()(
  "TaskClosed",
  { status: 409, title: "Task is closed" },
  { task: Schema.String, column: Schema.String }
) {
  override get message() {
    return `${this.task} is ${this.column}. To open it again, move it back: genie task move ${this.task} COLUMN`
  }
}

/** It is not yet time for the task. */
export class TaskNotStarted extends Refusal<TaskNotStarted>()(
  "TaskNotStarted",
  { status: 409, title: "Task starts later" },
  { task: Schema.String, startAt: Schema.Date }
) {
  override get message() {
    return `${this.task} starts at ${minute(this.startAt)}. To begin earlier: genie task update ${this.task} --start now`
  }
}

/** Somebody is asked for an approval, which may change the work. */
export class TaskWaiting extends Refusal<TaskWaiting>()(
  "TaskWaiting",
  { status: 409, title: "Task waits for an approval" },
  { task: Schema.String, askedBy: Schema.String, askedOf: Schema.NullOr(Schema.String) }
) {
  override get message() {
    return `${this.task} waits for an approval: ${this.askedBy} asked ${this.askedOf ?? "for somebody"} to decide. Until then only people begin it.`
  }
}

/** The caller does not hold the task, or does no longer. */
export class NotHolding extends Refusal<NotHolding>()(
  "NotHolding",
  { status: 409, title: "Not checked out by you" },
  {
    task: Schema.String,
    by: Schema.NullOr(Schema.String),
    actor: Schema.String,
    /** The fence of the checkout that the caller means, when it is over. */
    lostFence: Schema.NullOr(Schema.Number)
  }
) {
  override get message() {
    if (this.lostFence !== null) {
      const now = this.by === null ? "nobody has it now" : `${this.by} has checked it out since`
      return `${this.actor} has lost ${this.task}: the checkout with fence ${this.lostFence} is over, and ${now}. What was done under it does not count. To see how it stands: genie task why ${this.task}`
    }
    return this.by === null
      ? `Nobody has checked out ${this.task}. The lease has ended, or it was moved on. To see how it stands: genie task why ${this.task}`
      : `${this.task} is checked out by ${this.by}, not by ${this.actor}.`
  }
}

/** The edge would make tasks wait for each other for ever. */
export class DependencyCycle extends Refusal<DependencyCycle>()(
  "DependencyCycle",
  { status: 409, title: "Dependency cycle" },
  {
    /** From the task back to it: SHOP-1, SHOP-2, SHOP-1. */
    path: Schema.Array(Schema.String)
  }
) {
  override get message() {
    return `That would be a circle: ${this.path.join(" waits for ")}.`
  }
}

/** Too many edges, tags or actors on one task. */
export class TaskFull extends Refusal<TaskFull>()(
  "TaskFull",
  { status: 422, title: "Too many" },
  { task: Schema.String, noun: Schema.String, max: Schema.Number }
) {
  override get message() {
    return `${this.task} has ${this.max} ${this.noun} already, which is as many as a task may have.`
  }
}

/** The approval cannot be given or refused by this actor, or not any more. */
export class ApprovalRefused extends Refusal<ApprovalRefused>()(
  "ApprovalRefused",
  { status: 409, title: "Approval refused" },
  { task: Schema.String, reason: Schema.String }
) {
  override get message() {
    return `${this.task}: ${this.reason}`
  }
}

/** What is missing, and what to type about it. */
const withCommands = ({ commands, sentence }: Reason) =>
  commands.length === 0 ? sentence : `${sentence.replace(/\.$/, "")}: ${commands.join(", or ")}`
