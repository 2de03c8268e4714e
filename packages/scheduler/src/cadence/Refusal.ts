/**
 * Why a text was not taken: a sentence for the person who wrote it.
 *
 * A value and no exception, so that reading a file can collect all of them before it says anything.
 */
export interface Refusal {
  readonly _tag: "Refusal"
  readonly message: string
  /** The part of the text that is wrong, as it was written, where there is one. */
  readonly token?: string
  /** The field of a cron expression it stands in. */
  readonly field?: string
}

export const refusal = (
  message: string,
  where: { readonly token?: string; readonly field?: string } = {}
): Refusal => ({
  _tag: "Refusal",
  message,
  ...where
})
