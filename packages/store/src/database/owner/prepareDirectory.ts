import { dirname } from "node:path"
import { makeReady } from "@genie/pglite/directory"
import { Effect } from "effect"
import type { DataDirectory } from "./DataDirectory.ts"
import { DirectoryRefused } from "./DirectoryRefused.ts"
import { genie } from "./genie.ts"

/** `makeReady` with the rooms of Genie, whose reasons are refusals. */
export const prepareDirectory = (
  directory: DataDirectory,
  options: { readonly allowNetwork?: boolean } = {}
): Effect.Effect<void, DirectoryRefused> =>
  Effect.try({
    try: () => makeReady(directory, { ...options, rooms: roomsOf(directory), program: genie }),
    catch: (error) => DirectoryRefused.because(directory.path, error)
  })

/** A socket whose path would be too long is in a directory of its own. */
const roomsOf = ({ backups, keys, logs, run, socket }: DataDirectory): ReadonlyArray<string> => [
  ...new Set([run, backups, logs, keys, dirname(socket)])
]
