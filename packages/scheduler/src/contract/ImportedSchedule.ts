import { Schema } from "effect"

/** What one line of a crontab became, or would become. */
export class ImportedSchedule extends Schema.Class<ImportedSchedule>("ImportedSchedule")({
  line: Schema.Number,
  name: Schema.String,
  expression: Schema.String,
  timeZone: Schema.String,
  command: Schema.String,
  /** Where it runs: the `HOME` of the file, or else the directory of the import. */
  directory: Schema.NullOr(Schema.String),
  /** Who ran it under cron, when the file has a user column. Genie runs it as its own user. */
  user: Schema.NullOr(Schema.String),
  nextAt: Schema.NullOr(Schema.Date),
  /** `created`, or with a dry run `would create`; `unchanged` when an equal schedule of that name is there already. */
  result: Schema.Literals(["created", "would create", "unchanged"]),
  /** What is different from cron for this line: sentences that begin with the line they are about. */
  notes: Schema.Array(Schema.String)
}) {}
