import { freshDatabase } from "@genie/store/testing"
import { Effect } from "effect"
import { inject } from "vitest"

/** Runs the work with the address of an empty PostgreSQL database. */
export const withDatabase = (work: (url: string) => Promise<void>) => () =>
  Effect.runPromise(
    Effect.scoped(
      Effect.flatMap(freshDatabase({ major: inject("geniePostgres")[0]!.major }), (url) =>
        Effect.promise(() => work(url))
      )
    )
  )
