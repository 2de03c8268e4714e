import { Effect } from "effect"
import type { DataDirectory } from "./DataDirectory.ts"
import { DirectoryRefused } from "./DirectoryRefused.ts"
import { makeReady, NotReady } from "./makeReady.ts"

/** `makeReady`, whose reasons are refusals. */
export const prepareDirectory = (
  directory: DataDirectory,
  options: { readonly allowNetwork?: boolean } = {}
): Effect.Effect<void, DirectoryRefused> =>
  Effect.try({
    try: () => makeReady(directory, options),
    catch: (error) =>
      error instanceof NotReady
        ? new DirectoryRefused({ directory: directory.path, reason: error.message })
        : DirectoryRefused.because(directory.path, error)
  })
