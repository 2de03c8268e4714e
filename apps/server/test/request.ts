import { request as send } from "node:http"
import { Effect } from "effect"

/** What came back, as it was sent. */
export interface RawResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly text: string
  readonly json: any
}

/** A request as anybody could send it: `fetch` would not let us forge `Host` or `Origin`. */
export const request = (
  url: string,
  options: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
    readonly socketPath?: string
    /** Stop reading once this much of the body has come: the way to read a stream that does not end. */
    readonly until?: (text: string) => boolean
  } = {}
): Effect.Effect<RawResponse, Error> =>
  Effect.callback<RawResponse, Error>((resume) => {
    const { body, headers = {}, method = "GET", socketPath, until } = options
    const sent = send(url, {
      method,
      headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      ...(socketPath !== undefined && { socketPath })
    })
    sent.on("error", (error) => resume(Effect.fail(error)))
    sent.on("response", (response) => {
      let text = ""
      const done = () => {
        const json = String(response.headers["content-type"]).includes("json") ? JSON.parse(text) : undefined
        resume(Effect.succeed({ status: response.statusCode ?? 0, headers: response.headers, text, json }))
      }
      response.setEncoding("utf8")
      response.on("data", (chunk) => {
        text += chunk
        if (until?.(text)) {
          done()
          sent.destroy()
        }
      })
      response.on("end", done)
    })
    sent.end(body)
    return Effect.sync(() => sent.destroy())
  })
