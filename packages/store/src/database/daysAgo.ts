import { type RawBuilder, sql } from "kysely"

/** The instant so many days ago, by the database's clock. */
export const daysAgo = (days: number): RawBuilder<unknown> => sql`genie.now() - ${sql.lit(days)} * interval '24 hours'`
