import type { Product } from "./Product.ts"

/** One kind of bad day. */
export interface BadDay {
  /** What happens: `the disk is full when the log is written`. */
  readonly name: string
  /** Whether it is lived through once for each seed, instead of once. */
  readonly isSwept?: boolean
  /** Left out at small sizes: it differs from another by a detail. */
  readonly isVariant?: boolean
  live(day: DayOptions): Promise<Lived>
}

export interface DayOptions {
  /** An empty directory of its own, which is removed afterwards. */
  readonly scratch: string
  /** A copy of a database directory that nobody has open, at this name in the scratch directory. */
  copy(name: string): Promise<string>
  readonly random: () => number
  /** Whether it may take minutes. */
  readonly isFullSize: boolean
}

export interface Lived {
  /** A sentence for each promise that was not kept. */
  readonly broken: ReadonlyArray<string>
  /** What people were told. */
  readonly said: ReadonlyArray<string>
  /** False: it did not come to it. */
  readonly happened: boolean
}

/** What has to be there whenever something is refused: a name, a code or a sentence that says what happened. */
export const unclear = (error: { readonly name: string; readonly message: string }): string | undefined =>
  error.name === "Hang" || error.name === "Exit" || error.message.length < 10
    ? `People were told: ${error.name}: ${error.message.slice(0, 500)}`
    : undefined

export type { Product }
