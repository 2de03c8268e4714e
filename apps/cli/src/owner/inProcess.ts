import { genieServices } from "@genie/server"
import { prepareDirectory } from "@genie/store/owner"
import { Effect, Layer } from "effect"
import { chosenDirectory } from "./chosenDirectory.ts"
import { environment } from "./environment.ts"

/** Every service in this process, connected to a PostgreSQL. Nothing is owned, and nobody else is needed. */
export const inProcess = (database: string) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const directory = chosenDirectory()
      yield* prepareDirectory(directory, environment())
      return genieServices(
        { database, directory: directory.path, ...environment() },
        {
          kind: "direct",
          startedAt: new Date(),
          isShellAllowed: false,
          url: () => null,
          listen: Effect.succeed(null),
          stop: Effect.succeed(false)
        }
      )
    })
  )
