// One way to the server, for everything. The cookie proves who asks; the key beside it proves that it is this page:
// cookies of 127.0.0.1 are shown to every port of the machine, local storage is not.
import { missingParts } from "./missingParts.ts"
import { Problem } from "./Problem.ts"
import { sessionKey } from "./sessionKey.ts"
import { signedOut } from "./signedOut.ts"

/** The answer to a request that was taken. One that was not rejects with its `Problem`. */
export const send = async (path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = new Headers(init.headers)
  const key = sessionKey.get()
  if (key !== null) headers.set("genie-page", key)
  if (init.body !== undefined) headers.set("content-type", "application/json")
  const response = await fetch(path, { ...init, headers }).catch((error: unknown) => {
    throw init.signal?.aborted ? error : Problem.silence()
  })
  missingParts.ask()
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.status === 401) signedOut.tell()
  throw problem
}

/** What was answered, as JSON; nothing where there is no body. */
export const answerOf = async <A>(response: Response): Promise<A> => {
  const text = await response.text()
  return (text === "" ? undefined : JSON.parse(text)) as A
}

const problemOf = async (response: Response): Promise<Problem> => {
  if (!response.headers.get("content-type")?.includes("json")) {
    return response.status >= 500 ? Problem.silence() : new Problem({ detail: response.statusText }, response.status)
  }
  return new Problem(await answerOf(response), response.status)
}
