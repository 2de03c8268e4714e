import { mayBeAlive, readOwnerFile } from "@genie/pglite/directory"
import { Duration, Effect, Option, Schedule, Schema } from "effect"
import type { DataDirectory } from "./DataDirectory.ts"
import { OwnerInfo } from "./OwnerInfo.ts"

/**
 * The owner of the directory, if `owner.json` names one whose process may be alive. It reads that file and never the lock:
 * opening and closing the lock file in the owner's own process would drop the lock.
 */
export const readOwner = (directory: DataDirectory): Effect.Effect<OwnerInfo | undefined> =>
  Effect.sync(() => {
    const owner = Option.getOrUndefined(decode(readOwnerFile(directory)))
    return owner !== undefined && mayBeAlive(owner) ? owner : undefined
  })

/**
 * Waits until the directory has an owner that listens, for at most `deadline`.
 * Without one it is `undefined`: nobody came, or who came does not serve.
 */
export const waitForOwner = (
  directory: DataDirectory,
  deadline: Duration.Input
): Effect.Effect<OwnerInfo | undefined> =>
  readOwner(directory).pipe(
    Effect.repeat({
      schedule: Schedule.spaced(pollEvery),
      until: (owner) => owner?.socket !== undefined
    }),
    Effect.timeoutOption(deadline),
    Effect.map(Option.getOrUndefined)
  )

/** A person does not notice it, and a processor neither. */
const pollEvery = Duration.millis(20)

const decode = Schema.decodeUnknownOption(OwnerInfo)
