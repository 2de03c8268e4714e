import { Effect } from "effect"
import type { DataDirectory } from "../owner/DataDirectory.ts"
import { DirectoryRefused } from "../owner/DirectoryRefused.ts"
import { loadTemplate } from "./loadTemplate.ts"
import { makeDatabase, NotADatabase } from "./makeDatabase.ts"

/** `makeDatabase` from the template with Genie's schema. What is against it is a refusal. */
export const createDatabase = (
  directory: DataDirectory,
  template: () => Promise<Uint8Array | undefined> = loadTemplate
): Effect.Effect<void, DirectoryRefused> =>
  Effect.tryPromise({
    try: () => makeDatabase(directory, template),
    catch: (error) =>
      error instanceof NotADatabase
        ? new DirectoryRefused({ directory: directory.path, reason: error.message })
        : DirectoryRefused.because(directory.path, error)
  })
