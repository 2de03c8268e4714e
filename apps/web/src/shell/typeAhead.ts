// What somebody types between the key that opens a field and the moment the field is there belongs into the field.
import { type RefObject, useEffect } from "react"

/** What a key makes of the text of a field. */
type Edit = (before: string) => string

let typed = ""
let give: ((edit: Edit) => void) | undefined
let isListening = false

/** Keeps what is typed from now on, until a field takes it. */
export const beginTypeAhead = (): void => {
  typed = ""
  give = undefined
  if (!isListening) document.addEventListener("keydown", onKeyDown, true)
  isListening = true
}

/** Nobody waits for it any more. */
export const endTypeAhead = (): void => {
  document.removeEventListener("keydown", onKeyDown, true)
  isListening = false
  typed = ""
  give = undefined
}

/** Gives the field what was typed before it was there, and what is typed until it has the focus. */
export const useTypeAhead = (field: RefObject<HTMLInputElement | null>, onTyped: (edit: Edit) => void): void => {
  useEffect(() => {
    if (!isListening) return
    const before = typed
    typed = ""
    if (before !== "") onTyped((text) => text + before)
    give = onTyped
    const end = () => endTypeAhead()
    field.current?.addEventListener("focus", end, { once: true })
    if (document.activeElement === field.current) end()
    return end
  }, [])
}

const onKeyDown = (event: KeyboardEvent): void => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return
  if (event.key === "Escape") endTypeAhead()
  const isLetter = event.key.length === 1
  if (!isLetter && event.key !== "Backspace") return
  const edit: Edit = (before) => (isLetter ? before + event.key : before.slice(0, -1))
  if (give === undefined) typed = edit(typed)
  else give(edit)
  event.preventDefault()
  event.stopPropagation()
}
