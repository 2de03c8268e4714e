/** How Genie says no (RFC 9457): the message is a sentence for a person, the data of the refusal is beside it. */
export class Problem extends Error {
  override readonly name = "Problem"
  readonly tag: string
  readonly status: number
  readonly title: string
  readonly data: Readonly<Record<string, unknown>>

  constructor(said: Readonly<Record<string, unknown>>, status: number) {
    super(typeof said.detail === "string" ? said.detail : "Genie answered with something that is no sentence.")
    this.data = said
    this.status = status
    this.tag = String(said._tag ?? "Unknown")
    this.title = typeof said.title === "string" ? said.title : "Refused"
  }

  /** Nobody there: the process is gone, or the network is. */
  static readonly silence = (): Problem =>
    new Problem(
      {
        _tag: "Unavailable",
        title: "Genie does not answer",
        detail: "Genie does not answer. Is it running? Start it with `genie up`."
      },
      503
    )
}

/** The sentence of whatever was thrown. */
export const sentenceOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
