import { Clock, Context, Effect } from "effect"

/** What a view needs to know about where it will be read. */
export interface Screen {
  /** In columns; infinite when nobody is watching, so that a file or a pipe gets everything. */
  readonly width: number
  readonly canColor: boolean
  /** For times a person reads as "2 h ago". */
  readonly now: Date
}

/** The screen of this process. Tests and embedders provide another. */
export class CurrentScreen extends Context.Reference<Omit<Screen, "now">>("@genie/operation/CurrentScreen", {
  defaultValue: () => {
    const { stdout, env } = process
    const isForced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "" && env.FORCE_COLOR !== "0"
    return {
      width: stdout.isTTY ? stdout.columns || 80 : Number.POSITIVE_INFINITY,
      canColor: !env.NO_COLOR && env.TERM !== "dumb" && (isForced || stdout.isTTY === true)
    }
  }
}) {}

/** The screen at this moment. */
export const screen: Effect.Effect<Screen> = Effect.gen(function* () {
  return { ...(yield* CurrentScreen), now: new Date(yield* Clock.currentTimeMillis) }
})
