import { Unavailable } from "@genie/operation"
import { Effect, Option } from "effect"
import { answers } from "./answers.ts"
import { DatabaseFlag } from "./DatabaseFlag.ts"

/**
 * The socket of the worker that this command was started by (`GENIE_SOCKET`), or nothing. It wins over `DATABASE_URL`,
 * which in a command is more likely that of the program it works on, and over `GENIE_HOME`; `--database` wins over it.
 */
export const chosenSocket = Effect.gen(function* () {
  const socket = process.env.GENIE_SOCKET
  if (!socket || Option.isSome(yield* DatabaseFlag)) return undefined
  if (yield* answers(socket)) return socket
  return yield* new Unavailable({
    reason: `The worker that started this command is gone: nobody answers at ${socket} (GENIE_SOCKET).`
  })
})
