import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as ProblemDetails from "effect/http/ProblemDetails"

/** What is answered at the edge, before any operation is asked, in the words every operation uses: RFC 9457. */
export const problem = (
  status: number,
  name: string,
  title: string,
  detail: string
): HttpServerResponse.HttpServerResponse =>
  ProblemDetails.toResponse({ type: `https://genie.dev/problems/${name}`, title, status, detail })
