import { useSyncExternalStore } from "react"

/** Something a person has to know. It stays until they have read it. */
export interface Notice {
  readonly id: number
  readonly title: string
  readonly sentence: string
  readonly tone: "refused" | "done"
}

let notices: ReadonlyArray<Notice> = []
let count = 0
const listeners = new Set<() => void>()

const change = (next: ReadonlyArray<Notice>) => {
  notices = next
  for (const listener of listeners) listener()
}

/** Says something to whoever looks at the page. The same sentence is said once. */
export const notify = (notice: Omit<Notice, "id">): void => {
  const others = notices.filter(({ sentence }) => sentence !== notice.sentence)
  change([...others, { ...notice, id: ++count }].slice(-NOTICES_MAX))
}

export const dismiss = (id: number): void => change(notices.filter((notice) => notice.id !== id))

export const useNotices = (): ReadonlyArray<Notice> =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => notices
  )

/** More would hide the board they are about. */
const NOTICES_MAX = 4
