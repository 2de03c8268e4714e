type Listener = () => void

const listeners = new Set<Listener>()

/** Any request can find out that the session is over. Whoever shows the page listens. */
export const signedOut = {
  tell: (): void => {
    for (const listener of listeners) listener()
  },
  onTold: (listener: Listener): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
}
