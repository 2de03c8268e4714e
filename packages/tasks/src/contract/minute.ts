/** An instant without what nobody reads. */
export const minute = (at: Date): string => `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`
