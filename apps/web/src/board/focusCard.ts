/** Puts the keyboard on the card of a task, once it is where it belongs. */
export const focusCard = (key: string): void => {
  setTimeout(() => {
    const card = document.querySelector<HTMLElement>(`[data-task="${CSS.escape(key)}"]`)
    card?.focus({ preventScroll: true })
    card?.scrollIntoView({ block: "nearest", inline: "nearest" })
  })
}
