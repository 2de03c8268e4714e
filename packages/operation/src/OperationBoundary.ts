import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import { sharedRefusals } from "./refusals.ts"

/**
 * The edge between HTTP and an operation: it declares the refusals every operation shares. Its server side, which
 * `serve` brings along, checks requests before they are read and answers what went wrong as a problem.
 */
export class OperationBoundary extends HttpApiMiddleware.Service<OperationBoundary>()(
  "@genie/operation/OperationBoundary",
  { error: sharedRefusals }
) {}
