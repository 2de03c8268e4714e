/** A cron expression that was understood: which minutes, hours and days it names. Made by `parseCron` only. */
export interface Cron {
  /** As it was written, with single spaces. */
  readonly expression: string
  /** Each list is sorted, without repetitions and never empty. */
  readonly minutes: ReadonlyArray<number>
  readonly hours: ReadonlyArray<number>
  readonly days: ReadonlyArray<number>
  /** 1 is January. */
  readonly months: ReadonlyArray<number>
  /** 0 is Sunday. */
  readonly weekdays: ReadonlyArray<number>
  /**
   * Whether a day needs to match only one of `days` and `weekdays`. So it is when both fields are restricted, and a
   * field that starts with `*` is not: this is the rule of every cron since Vixie's, however odd it reads.
   */
  readonly eitherDay: boolean
  /**
   * Whether its minute or its hour field starts with `*`, alone or with a step. Cron lets such an entry follow real
   * time when clocks change, and takes any other for a fixed time of day.
   */
  readonly isWildcard: boolean
}
