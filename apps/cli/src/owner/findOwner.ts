// The owner of a data directory, wherever it comes from: one that listens, one that is just starting, or one that this
// command starts in the background because there is none.
import { connect } from "node:net"
import { schema, version } from "@genie/client/api"
import { type DataDirectory, DirectoryOwned, readOwner, shouldYield, waitForOwner } from "@genie/store/owner"
import { Duration, Effect } from "effect"

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
  const socket = owner.socket ?? (yield* waitForOwner(directory, startWithin))?.socket
  if (socket !== undefined && (yield* answers(socket))) return socket
  // It is about to leave, or serves nothing: whether the directory is free is for the next owner's lock to find out.
  return owner.kind === "program" ? yield* DirectoryOwned.by(directory.path, owner) : undefined
})

/** Whether somebody listens there. The file of a socket outlives whoever made it. */
const answers = (path: string): Effect.Effect<boolean> =>
  Effect.callback<boolean>((resume) => {
    const socket = connect(path)
    socket.once("connect", () => {
      socket.destroy()
      resume(Effect.succeed(true))
    })
    socket.once("error", () => resume(Effect.succeed(false)))
    return Effect.sync(() => socket.destroy())
  })

/** What an owner that already has the lock may take until it listens. */
const startWithin = Duration.seconds(10)
