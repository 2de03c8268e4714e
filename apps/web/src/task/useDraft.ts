import { useState } from "react"

/**
 * What somebody is writing, kept in this tab until it is sent or thrown away: closing what it is written in, or going
 * somewhere else, loses none of it.
 */
export const useDraft = (place: string, first = "") => {
  const key = `genie.draft ${place}`
  const [draft, setDraft] = useState(() => read(key) ?? first)
  return [
    draft,
    (next: string): void => {
      setDraft(next)
      write(key, next === first ? null : next)
    }
  ] as const
}

const read = (key: string): string | null => sessionStorage.getItem(key)

const write = (key: string, text: string | null): void => {
  try {
    if (text === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, text)
  } catch {
    // A browser that keeps nothing more still shows what is typed.
  }
}
