/** One server-sent event. */
export interface ServerEvent {
  readonly id: string | undefined
  readonly event: string
  readonly data: string
}

/**
 * The events of an answer that keeps coming. `EventSource` would do, if it could send a header.
 *
 * Whoever sleeps wakes up with connections that are open and dead. Genie says something every few seconds, so silence ends them.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let rest = ""
  try {
    while (true) {
      const { done, value } = await unlessSilent(reader.read())
      if (done) return
      const blocks = (rest + value.replaceAll("\r\n", "\n")).split("\n\n")
      rest = blocks.pop()!
      for (const block of blocks) {
        const event = eventOf(block)
        if (event !== undefined) yield event
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

const unlessSilent = async <A>(reading: Promise<A>): Promise<A> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error("The other side is silent.")), SILENCE_MAX_MS)
  return Promise.race([reading, promise]).finally(() => clearTimeout(timer))
}

/** Three times what Genie lets pass between two signs of life. */
const SILENCE_MAX_MS = 45_000

const eventOf = (block: string): ServerEvent | undefined => {
  const fields = new Map<string, string>()
  for (const line of block.split("\n")) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const before = fields.get(name)
    fields.set(name, name === "data" && before !== undefined ? `${before}\n${value}` : value)
  }
  const data = fields.get("data")
  return data === undefined ? undefined : { id: fields.get("id"), event: fields.get("event") ?? "message", data }
}
