import type { Task } from "../api/model.ts"

/** The task of the card in the hand. */
export const taskOf = (source: { readonly data: Record<string, unknown> } | null): Task | undefined =>
  source?.data.task as Task | undefined
