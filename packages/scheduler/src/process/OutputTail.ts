// The end of a command's output, both streams in the order they arrived, in a buffer that never grows.

import { textEnd } from "../storable/textEnd.ts"
import { charactersEnd, decodeOutput } from "./decodeOutput.ts"
import type { OutputStream } from "./OutputChunk.ts"

/**
 * Kept before the tail and then cut off: a secret that straddles the cut is seen whole when the text is redacted, and not
 * as a remainder that no pattern knows.
 */
const lookBehindBytes = 4 * 1024

export class OutputTail {
  private readonly limit: number
  private readonly ring: Buffer
  private total = 0
  /** A character may arrive in pieces, with the other stream in between. */
  private readonly pieces: Record<OutputStream, Buffer> = { stdout: none, stderr: none }

  constructor(limit: number) {
    this.limit = limit
    this.ring = Buffer.alloc(limit + lookBehindBytes)
  }

  write(stream: OutputStream, chunk: Buffer): void {
    const bytes = this.pieces[stream].length === 0 ? chunk : Buffer.concat([this.pieces[stream], chunk])
    const end = charactersEnd(bytes)
    this.append(bytes.subarray(0, end))
    // A copy: three bytes must not keep a whole chunk alive.
    this.pieces[stream] = end === bytes.length ? none : Buffer.from(bytes.subarray(end))
  }

  /** The tail in at most so many bytes, and how many came before it. */
  end(redact: (text: string) => string): { readonly tail: string; readonly dropped: number } {
    this.append(this.pieces.stdout)
    this.append(this.pieces.stderr)
    const kept = this.kept()
    const { text, droppedBytes } = textEnd(redact(decodeOutput(kept)), this.limit)
    return { tail: text, dropped: this.total - kept.length + droppedBytes }
  }

  private append(bytes: Buffer): void {
    const { ring } = this
    const last = bytes.subarray(Math.max(0, bytes.length - ring.length))
    const at = (this.total + bytes.length - last.length) % ring.length
    const untilEnd = last.copy(ring, at)
    last.copy(ring, 0, untilEnd)
    this.total += bytes.length
  }

  private kept(): Buffer {
    const { ring, total } = this
    if (total <= ring.length) return ring.subarray(0, total)
    const at = total % ring.length
    const bytes = Buffer.concat([ring.subarray(at), ring.subarray(0, at)])
    let start = 0
    while (start < 3 && isContinuation(bytes[start])) start++
    return bytes.subarray(start)
  }
}

const none = Buffer.alloc(0)

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80
