interface Listener {
  readonly onPayload: (payload: string) => void
  readonly onCatchUp: () => void
}

/** The listeners of each channel. They are told in a turn of their own: what one of them throws is nobody else's. */
export class Listeners {
  readonly #byChannel = new Map<string, Set<Listener>>()

  get channels(): Iterable<string> {
    return this.#byChannel.keys()
  }

  /** Returns how to stop, and whether nobody listened to the channel before. */
  add(channel: string, listener: Listener): { readonly isNew: boolean; readonly remove: () => void } {
    const listeners = this.#byChannel.get(channel) ?? new Set()
    const isNew = listeners.size === 0
    this.#byChannel.set(channel, listeners.add(listener))
    return { isNew, remove: () => void listeners.delete(listener) }
  }

  tell(channel: string, payload: string): void {
    for (const { onPayload } of this.#byChannel.get(channel) ?? []) queueMicrotask(() => onPayload(payload))
  }

  /** Something may have been missed. */
  catchUp(channel: string): void {
    for (const { onCatchUp } of this.#byChannel.get(channel) ?? []) queueMicrotask(onCatchUp)
  }
}
