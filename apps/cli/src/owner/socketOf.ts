import { join } from "node:path"
import { schema, version } from "@genie/client/api"
import { type DataDirectory, DirectoryOwned, type OwnerInfo, readOwner, shouldYield } from "@genie/store/owner"
import { Duration, Effect, Option, Schedule } from "effect"
import { answers } from "./answers.ts"
import { whileStarting } from "./whileStarting.ts"

/** The socket of an owner that is there. One that is older than this command makes room for a new one, so it counts as none. */
export const socketOf = Effect.fnUntraced(function* (directory: DataDirectory) {
  const owner = yield* readOwner(directory)
  if (owner === undefined || shouldYield(owner, { kind: "background", version, schema })) return undefined
  const socket = owner.socket ?? (yield* socketOfStarting(directory, owner))
  if (socket !== undefined && (yield* answers(socket))) return socket
  // It is about to leave, or serves nothing: whether the directory is free is for the next owner's lock to find out.
  return owner.kind === "program" ? yield* DirectoryOwned.by(directory.path, owner) : undefined
})

/** The log file of a background owner. */
export const logOf = (directory: DataDirectory): string => join(directory.logs, "background.log")

/**
 * The socket of one that has the lock, once it listens. Nothing when it goes before that: its database would not open.
 * A program may never listen, so it is not waited for as long as the others.
 */
const socketOfStarting = (directory: DataDirectory, { kind, pid }: OwnerInfo) => {
  const socket = readOwner(directory).pipe(
    Effect.repeat({
      schedule: Schedule.spaced(pollEvery),
      until: (owner) => owner?.pid !== pid || owner.socket !== undefined
    }),
    Effect.map((owner) => owner?.socket)
  )
  return kind === "program"
    ? Effect.map(Effect.timeoutOption(socket, programWithin), Option.getOrUndefined)
    : whileStarting({ pid, log: kind === "background" ? logOf(directory) : directory.logs })(socket)
}

/** A person does not notice it, and a processor neither. */
export const pollEvery = Duration.millis(10)

/** The longest that a program with the lock is waited for until it listens. */
const programWithin = Duration.seconds(10)
