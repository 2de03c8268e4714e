import { migrations } from "../../../packages/store/src/migrations/index.ts"
import type { CreationFacts } from "./verify.ts"

/** What must hold when the power went while a database was being made: it is there as a whole, or not at all. */
export const brokenInCreation = (
  isAcknowledged: boolean,
  { corruptions, found, isEmptied, migrations: ran }: CreationFacts
): ReadonlyArray<string> =>
  [
    isAcknowledged && found !== "a database" && `The database is gone, and was acknowledged: there is ${found}.`,
    !isEmptied && "The next start has not cleared away what was left.",
    ran !== migrations.length && `The database has ${ran} of ${migrations.length} migrations.`,
    ...corruptions.map((corruption) => `amcheck: ${corruption}`)
  ].filter((sentence) => sentence !== false)
