/** What to add to the command for the rest of a list. */
export const more = (next: string | null): string => (next === null ? "" : `\nMore with: --cursor ${next}`)
