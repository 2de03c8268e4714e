// The owner of a data directory, wherever it comes from: one that listens, one that is just starting, or one that this
// command starts in the background because there is none.
import type { DataDirectory } from "@genie/store/owner"
import { Effect } from "effect"
import { socketOf } from "./socketOf.ts"

/** The socket at which the directory's owner listens. */
export const findOwner = Effect.fnUntraced(function* (directory: DataDirectory) {
  const socket = yield* socketOf(directory)
  if (socket !== undefined) return socket
  const { startOwner } = yield* Effect.promise(() => import("./startOwner.ts"))
  return yield* startOwner(directory)
})
