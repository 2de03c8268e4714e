import { type CurrentCaller, Unauthorized } from "@genie/operation"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"

/**
 * Finds out who asks.
 *
 * Over TCP a request carries the token of the data directory; over the Unix socket, which only its user can open, it
 * carries none. Who it is for is said by `Genie-Actor` and `Genie-Actor-Kind`. A page that has signed in carries the
 * cookie of its session and its key (`Genie-Page`) instead, and asks as whoever signed in.
 */
export class Authorization extends HttpApiMiddleware.Service<Authorization, { provides: CurrentCaller }>()(
  "@genie/client/Authorization",
  { security: { bearer: HttpApiSecurity.bearer }, error: Unauthorized }
) {}
