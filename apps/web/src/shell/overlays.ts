import { useSyncExternalStore } from "react"
import { beginTypeAhead, endTypeAhead } from "./typeAhead.ts"

/** What can lie over the page, one at a time. */
export type Overlay = "palette" | "create" | "shortcuts"

/** What an overlay is opened with: the column a new task is to be in. */
export interface OverlayOptions {
  readonly column?: string
}

let current: Overlay | undefined
let options: OverlayOptions = {}
const listeners = new Set<() => void>()

const change = (next: Overlay | undefined) => {
  current = next
  for (const listener of listeners) listener()
}

export const open = (overlay: Overlay, how: OverlayOptions = {}): true => {
  options = how
  if (overlay !== "shortcuts") beginTypeAhead()
  change(overlay)
  return true
}

export const close = (): void => {
  endTypeAhead()
  change(undefined)
}

export const overlayOptions = (): OverlayOptions => options

export const overlayNow = (): Overlay | undefined => current

export const useOverlay = (): Overlay | undefined =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => current
  )
