/** When this tab was last loaded anew, so that a part which never comes is not asked for all the time. */
const place = "genie.loadedAnew"

const LOADED_ANEW_EVERY_MS = 60_000

let isMissing = false

// Said by the build of the page, whichever part it was.
window.addEventListener("vite:preloadError", () => {
  isMissing = true
})

/**
 * Parts of the page that did not come because Genie was away. A browser never asks for such a part again, so the page is
 * loaded anew, at its place, as soon as Genie answers. What was being written stays in the tab.
 */
export const missingParts = {
  /** Genie answers. */
  ask: (): void => {
    if (!isMissing || Date.now() - Number(sessionStorage.getItem(place)) < LOADED_ANEW_EVERY_MS) return
    sessionStorage.setItem(place, String(Date.now()))
    location.reload()
  }
}
