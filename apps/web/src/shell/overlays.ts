import { useSyncExternalStore } from "react"

/** What can lie over the page, one at a time. */
export type Overlay = "palette" | "create" | "shortcuts"

let current: Overlay | undefined
const listeners = new Set<() => void>()

const change = (next: Overlay | undefined) => {
  current = next
  for (const listener of listeners) listener()
}

export const open = (overlay: Overlay): true => {
  change(overlay)
  return true
}

export const close = (): void => change(undefined)

export const overlayNow = (): Overlay | undefined => current

export const useOverlay = (): Overlay | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current
  )
