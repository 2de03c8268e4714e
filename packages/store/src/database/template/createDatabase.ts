import { findTemplate, makeDatabase } from "@genie/pglite/template"
import { Effect } from "effect"
import type { DataDirectory } from "../owner/DataDirectory.ts"
import { DirectoryRefused } from "../owner/DirectoryRefused.ts"
import { genie } from "../owner/genie.ts"
import { genieTemplate } from "./genieTemplate.ts"

/** `makeDatabase` from the template with Genie's schema. What is against it is a refusal. */
export const createDatabase = (
  directory: DataDirectory,
  template: () => Promise<Uint8Array | undefined> = () => findTemplate(genieTemplate())
): Effect.Effect<void, DirectoryRefused> =>
  Effect.tryPromise({
    try: () => makeDatabase(directory, template, genie),
    catch: (error) => DirectoryRefused.because(directory.path, error)
  })
