import { Schema } from "effect"
import { Uuid } from "./Uuid.ts"

export const WorkerId = Uuid.pipe(Schema.brand("WorkerId"))
export type WorkerId = typeof WorkerId.Type

/** A process that claims runs. */
export class Worker extends Schema.Class<Worker>("Worker")({
  id: WorkerId,
  name: Schema.String,
  host: Schema.String,
  pid: Schema.Number,
  queues: Schema.Array(Schema.String),
  slots: Schema.Number,
  version: Schema.String,
  /** How many runs it holds. */
  busy: Schema.Number,
  /** Online, draining, silent (not heard of for a while), or gone. */
  state: Schema.Literals(["online", "draining", "silent", "gone"]),
  registeredAt: Schema.Date,
  lastSeenAt: Schema.Date
}) {}
