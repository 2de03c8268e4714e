import type { Schedule } from "../api/model.ts"

/** When a schedule fires, as it was written: "0 9 * * MON", "every 15m", "once". */
export const cadence = ({ expression, kind }: Schedule): string =>
  kind === "interval" ? `every ${expression}` : kind === "date" ? "once" : expression
