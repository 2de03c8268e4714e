/**
 * Removes service workers: the page has none, so one that stands between it and Genie was left by another server that had
 * this address before.
 */
export const removeStrays = (): void => {
  // Absent where the browser does not trust the address.
  void navigator.serviceWorker
    ?.getRegistrations()
    .then((registrations) => Promise.all(registrations.map((registration) => registration.unregister())))
    .catch(() => undefined)
}
