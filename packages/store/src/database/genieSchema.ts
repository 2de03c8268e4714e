import { CamelCasePlugin, type Kysely } from "kysely"
import type { Tables } from "./Tables.generated.ts"

/**
 * The same connection, seen as Genie's statements want it: every statement names schema `genie`, columns are
 * camelCase, and nothing inside a JSON document is renamed. Whatever plugins a host has are left out.
 */
export const genieSchema = (kysely: Kysely<any>): Kysely<Tables> =>
  kysely.withoutPlugins().withPlugin(camelCase).withSchema("genie")

const camelCase = new CamelCasePlugin({ maintainNestedObjectKeys: true })
