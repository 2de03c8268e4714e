// What a command says. It may say a gigabyte: the end is kept, the rest is counted, and whoever listens gets whole lines
// at a bounded rate. Memory is bounded whatever comes, and the command is never made to wait.
import type { OutputChunk, OutputStream } from "./OutputChunk.ts"
import { OutputFeed } from "./OutputFeed.ts"
import { OutputTail } from "./OutputTail.ts"
import { redact } from "./redact.ts"

export interface CommandOutputOptions {
  readonly tailBytes: number
  /** Values to hide wherever they stand. */
  readonly secrets: ReadonlyArray<string>
  readonly onOutput?: ((chunk: OutputChunk) => void) | undefined
}

/** All that is kept of the output. */
export interface OutputRecord {
  readonly tail: string
  readonly tailDropped: number
  readonly stdoutBytes: number
  readonly stderrBytes: number
}

export class CommandOutput {
  private readonly options: CommandOutputOptions
  private readonly tail: OutputTail
  private feed: OutputFeed | undefined
  private failure: { readonly cause: unknown } | undefined
  private readonly bytes = { stdout: 0, stderr: 0 }

  constructor(options: CommandOutputOptions) {
    this.options = options
    this.tail = new OutputTail(options.tailBytes)
    const { onOutput, secrets } = options
    this.feed = onOutput && new OutputFeed({ secrets, onOutput: (chunk) => this.tell(() => onOutput(chunk)) })
  }

  write(stream: OutputStream, chunk: Buffer): void {
    this.bytes[stream] += chunk.length
    this.tail.write(stream, chunk)
    this.feed?.write(stream, chunk, performance.now())
  }

  /** Throws what the listener threw. */
  end(): OutputRecord {
    this.feed?.end()
    if (this.failure !== undefined) throw this.failure.cause
    const { tail, dropped } = this.tail.end((text) => redact(text, { secrets: this.options.secrets }))
    return { tail, tailDropped: dropped, stdoutBytes: this.bytes.stdout, stderrBytes: this.bytes.stderr }
  }

  /** We are inside an event of a pipe here, where an exception would end the worker and all its runs. */
  private tell(listener: () => void): void {
    try {
      if (this.failure === undefined) listener()
    } catch (cause) {
      this.failure = { cause }
      this.feed = undefined
    }
  }
}
