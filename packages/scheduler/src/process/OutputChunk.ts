export type OutputStream = "stdout" | "stderr"

/** Some lines of one stream, redacted. */
export interface OutputChunk {
  readonly stream: OutputStream
  readonly text: string
}
