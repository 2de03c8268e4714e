// The owner of a data directory, wherever it comes from: one that listens, one that is just starting, or one that this
// command starts in the background because there is none.
import { schema, version } from "@genie/client/api"
import { type DataDirectory, DirectoryOwned, readOwner, shouldYield } from "@genie/store/owner"
import { Duration, Effect, Option, Schedule } from "effect"
import { answers } from "./answers.ts"

/** The socket at which the directory's owner listens. */
export const findOwner = Effect.fnUntraced(function* (directory: DataDirectory) {
  const socket = yield* socketOf(directory)
  if (socket !== undefined) return socket
  const { startOwner } = yield* Effect.promise(() => import("./startOwner.ts"))
  return yield* startOwner(directory)
})

/** The socket of an owner that is there. One that is older than this command makes room for a new one, so it counts as none. */
export const socketOf = Effect.fnUntraced(function* (directory: DataDirectory) {
  const owner = yield* readOwner(directory)
  if (owner === undefined || shouldYield(owner, { kind: "background", version, schema })) return undefined
  const socket = owner.socket ?? (yield* socketOfStarting(directory, owner.pid))
  if (socket !== undefined && (yield* answers(socket))) return socket
  // It is about to leave, or serves nothing: whether the directory is free is for the next owner's lock to find out.
  return owner.kind === "program" ? yield* DirectoryOwned.by(directory.path, owner) : undefined
})

/** The socket of one that has the lock, once it listens. Nothing when it goes before that: its database would not open. */
const socketOfStarting = (directory: DataDirectory, pid: number) =>
  readOwner(directory).pipe(
    Effect.repeat({
      schedule: Schedule.spaced(pollEvery),
      until: (owner) => owner?.pid !== pid || owner.socket !== undefined
    }),
    Effect.timeoutOption(startWithin),
    Effect.map((owner) => Option.getOrUndefined(owner)?.socket)
  )

/** A person does not notice it, and a processor neither. */
const pollEvery = Duration.millis(10)

/** What an owner that already has the lock may take until it listens. */
const startWithin = Duration.seconds(10)
