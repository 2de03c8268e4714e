import fs from "node:fs"

/**
 * Writes to the end of one file that the system does not have yet. Every commit writes the last page of the log
 * anew: of the commits of one batch, only the last of these pages is worth a call.
 */
export class HeldWrites {
  readonly #bytes = Buffer.allocUnsafe(HELD_BYTES_MAX)
  #start = 0
  #length = 0
  #descriptor: number | undefined

  /** The descriptor that is owed something. */
  get descriptor(): number | undefined {
    return this.#descriptor
  }

  /** Takes a write that goes on where the ones before it ended, or replaces a part of them. Returns whether it has. */
  take(descriptor: number, bytes: Uint8Array, position: number): boolean {
    const isEmpty = this.#descriptor === undefined
    const at = isEmpty ? 0 : position - this.#start
    const fits = at >= 0 && at <= this.#length && at + bytes.length <= HELD_BYTES_MAX
    if (!fits || (!isEmpty && descriptor !== this.#descriptor)) return false
    if (isEmpty) this.#start = position
    this.#descriptor = descriptor
    this.#bytes.set(bytes, at)
    this.#length = Math.max(this.#length, at + bytes.length)
    return true
  }

  /** Gives the system all of it. */
  write(): void {
    if (this.#descriptor === undefined) return
    for (let at = 0; at < this.#length; )
      at += fs.writeSync(this.#descriptor, this.#bytes, at, this.#length - at, this.#start + at)
    this.#descriptor = undefined
    this.#length = 0
  }
}

/** The log of about a thousand small commits. More than that pays for a call as before. */
const HELD_BYTES_MAX = 256 * 1024
