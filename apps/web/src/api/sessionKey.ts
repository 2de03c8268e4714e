const place = "genie.page"

/** The half of the session that only this page's origin can read. The other half is a cookie. */
export const sessionKey = {
  get: (): string | null => localStorage.getItem(place),
  set: (key: string): void => localStorage.setItem(place, key),
  forget: (): void => localStorage.removeItem(place),
  /** Calls back when another tab of this page signs in or out. Returns how to stop. */
  onChange: (listener: () => void): (() => void) => {
    // The key of an event is null when everything was removed.
    const hear = ({ key }: StorageEvent) => (key === place || key === null) && listener()
    window.addEventListener("storage", hear)
    return () => window.removeEventListener("storage", hear)
  }
}
