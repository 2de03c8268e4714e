// Output as it comes, for whoever watches a run. Whole lines, because a secret cut in two is recognized by nobody; and at
// a bounded rate, because a command that prints a gigabyte must not fill a database with it.

import { charactersEnd, decodeOutput } from "./decodeOutput.ts"
import type { OutputChunk, OutputStream } from "./OutputChunk.ts"
import { redact } from "./redact.ts"

/** What may come at once, and then per second: faster than anybody reads, slow enough to store. */
export const feedBytesBurst = 1024 * 1024
export const feedBytesPerSecond = 256 * 1024

/** A line, or a private key block, is waited for up to this length; then it is told in pieces. */
export const feedLineBytesMax = 32 * 1024

export interface OutputFeedOptions {
  readonly secrets: ReadonlyArray<string>
  readonly onOutput: (chunk: OutputChunk) => void
}

export class OutputFeed {
  private readonly options: OutputFeedOptions
  private readonly streams = { stdout: quiet(), stderr: quiet() }
  private allowance = feedBytesBurst
  private filledAt: number | undefined

  constructor(options: OutputFeedOptions) {
    this.options = options
  }

  /** `atMs` is monotonic time. */
  write(stream: OutputStream, chunk: Buffer, atMs: number): void {
    const state = this.streams[stream]
    if (!this.affords(chunk.length, atMs)) {
      state.skippedBytes += state.held.length + chunk.length
      state.held = none
      return
    }
    const fresh = state.skippedBytes > 0 ? this.resume(stream, chunk) : chunk
    const bytes = state.held.length === 0 ? fresh : Buffer.concat([state.held, fresh])
    const end = tellableEnd(bytes)
    this.tell(stream, bytes.subarray(0, end))
    state.held = Buffer.from(bytes.subarray(end))
  }

  end(): void {
    for (const stream of ["stdout", "stderr"] as const) {
      this.tell(stream, this.streams[stream].held)
      this.streams[stream].held = none
      this.tellSkipped(stream)
    }
  }

  private affords(bytes: number, atMs: number): boolean {
    const seconds = (atMs - (this.filledAt ?? atMs)) / 1000
    this.filledAt = atMs
    this.allowance = Math.min(feedBytesBurst, this.allowance + seconds * feedBytesPerSecond)
    if (bytes > this.allowance) return false
    this.allowance -= bytes
    return true
  }

  /** After a gap it goes on with a whole line: the end of a cut one may be the end of a secret. */
  private resume(stream: OutputStream, chunk: Buffer): Buffer {
    const lineEnd = chunk.indexOf(newline) + 1
    this.streams[stream].skippedBytes += lineEnd === 0 ? chunk.length : lineEnd
    if (lineEnd === 0) return none
    this.tellSkipped(stream)
    return chunk.subarray(lineEnd)
  }

  private tellSkipped(stream: OutputStream): void {
    const { skippedBytes } = this.streams[stream]
    if (skippedBytes > 0) this.options.onOutput({ stream, text: `[${skippedBytes} bytes not shown]\n` })
    this.streams[stream].skippedBytes = 0
  }

  private tell(stream: OutputStream, bytes: Buffer): void {
    if (bytes.length === 0) return
    this.options.onOutput({ stream, text: redact(decodeOutput(bytes), { secrets: this.options.secrets }) })
  }
}

const none = Buffer.alloc(0)
const newline = 0x0a
const quiet = () => ({ held: none as Buffer, skippedBytes: 0 })

const tellableEnd = (bytes: Buffer): number => {
  const begin = bytes.lastIndexOf("-----BEGIN ")
  const isKeyOpen = begin !== -1 && bytes.indexOf("-----END ", begin) === -1
  const end = bytes.lastIndexOf(newline, isKeyOpen ? begin : bytes.length) + 1
  return bytes.length - end <= feedLineBytesMax ? end : charactersEnd(bytes)
}
