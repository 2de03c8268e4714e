import { useEffect } from "react"
import { moveFocus } from "./moveFocus.ts"
import { open, overlayNow } from "./overlays.ts"
import { sections } from "./sections.ts"

interface Places {
  readonly go: (to: string) => void
  readonly project: string | undefined
}

/** The keys of `shortcuts.ts` that work anywhere. None does anything while somebody types or picks from a menu. */
export const useShortcuts = ({ go, project }: Places): void => {
  useEffect(() => {
    let isGoing = false
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey) return
      if ((event.metaKey || event.ctrlKey) && event.key === "k") {
        event.preventDefault()
        return void open("palette")
      }
      if (event.metaKey || event.ctrlKey || isBusy(event.target)) return

      const section = isGoing ? sections.find(({ keys }) => keys === `g ${event.key}`) : undefined
      isGoing = event.key === "g"
      if (section !== undefined) go(section.to(project, location.search))
      if (section !== undefined || actions[event.key]?.()) event.preventDefault()
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [go, project])
}

/** Each says whether there was anything to do; otherwise the browser's own meaning of the key holds. */
const actions: Readonly<Record<string, () => boolean>> = {
  "/": () => open("palette"),
  "?": () => open("shortcuts"),
  c: () => open("create"),
  f: () => focusFilter(),
  j: () => moveFocus("down"),
  ArrowDown: () => moveFocus("down"),
  k: () => moveFocus("up"),
  ArrowUp: () => moveFocus("up"),
  h: () => moveFocus("left"),
  ArrowLeft: () => moveFocus("left"),
  l: () => moveFocus("right"),
  ArrowRight: () => moveFocus("right")
}

const focusFilter = (): boolean => {
  const field = document.querySelector<HTMLInputElement>("[data-filter]")
  field?.select()
  return field !== null
}

const isBusy = (target: EventTarget | null): boolean =>
  overlayNow() !== undefined ||
  (target instanceof Element &&
    target.closest("input, textarea, select, [contenteditable], [role=menu], [role=dialog], [role=listbox]") !== null)
