import { migrations } from "../../migrations/index.ts"
import { findTemplate } from "./findTemplate.ts"

/** The template of a database with Genie's schema. */
export const loadTemplate = (): Promise<Uint8Array | undefined> => findTemplate(migrations)
