import { Effect } from "effect"
import { chosenDatabase } from "./chosenDatabase.ts"
import { chosenDirectory } from "./chosenDirectory.ts"
import { chosenSocket } from "./chosenSocket.ts"

/**
 * How the commands of a worker in this process find the Genie that it works for: by its data directory, or by a socket
 * that this process answers as long as the scope is open.
 */
export const doorForCommands = Effect.gen(function* () {
  const socket = yield* chosenSocket
  if (socket !== undefined) return { socket }
  if ((yield* chosenDatabase) === undefined) return { home: chosenDirectory().path }
  const { serveCommands } = yield* Effect.promise(() => import("@genie/server"))
  return { socket: yield* serveCommands }
})
