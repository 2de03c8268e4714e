import { Schema } from "effect"
import { RunId } from "./Run.ts"

/** `stdout` and `stderr` of a run's command, or a note: a word of its handler, of its worker, or of Genie. */
export const RunEventKind = Schema.Literals(["stdout", "stderr", "note"])
export type RunEventKind = typeof RunEventKind.Type

/** A piece of what a run said while it ran. */
export class RunEvent extends Schema.Class<RunEvent>("RunEvent")({
  run: RunId,
  /** Its place among what the run said, from 1: where to go on after. */
  seq: Schema.Number,
  at: Schema.Date,
  kind: RunEventKind,
  /** As it is to be printed: a piece of output may begin or end inside a line. A note is a line of its own. */
  text: Schema.String
}) {}
