const place = "genie.page"

/** The half of the session that only this page's origin can read. The other half is a cookie. */
export const sessionKey = {
  get: (): string | null => localStorage.getItem(place),
  set: (key: string): void => localStorage.setItem(place, key),
  forget: (): void => localStorage.removeItem(place)
}
