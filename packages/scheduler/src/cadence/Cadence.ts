/** When a schedule fires: by a cron expression, at an interval, or once at a date. Made by `parseCadence`. */
export type Cadence = CronCadence | IntervalCadence | DateCadence

export interface CronCadence {
  readonly kind: "cron"
  /** An expression `parseCron` takes. */
  readonly expression: string
  /** An IANA name `timeZone` takes. It applies to every firing, not only to the first. */
  readonly timeZone: string
  readonly overlap: Overlap
}

export interface IntervalCadence {
  readonly kind: "interval"
  readonly everyMs: number
  /** The instant all firings are counted from, so that a late one never moves those that follow. */
  readonly anchor: Date
}

export interface DateCadence {
  readonly kind: "date"
  readonly at: Date
}

/**
 * What becomes of a wall time that clocks show twice, when they are set back. `cron` is cron's own rule: a fixed time
 * fires once, and an entry with a wildcard follows real time. The others hold for every expression.
 */
export type Overlap = "cron" | "earlier" | "later" | "both"
