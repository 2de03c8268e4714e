import { Context } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"

/** The right an operation asks of its caller: to see things, or to act on them. */
export type PermissionName = "read" | "act"

/**
 * The permission an operation needs: `endpoint.annotate(Permission, "read")`. By default a `GET` reads, and every other
 * method acts.
 *
 * The annotation belongs to the contract, so it is the same over HTTP, for promises, on the command line and for tools.
 */
export const Permission = Context.Reference<PermissionName | undefined>("@genie/operation/Permission", {
  defaultValue: () => undefined
})

/** The permission that this operation needs. */
export const permissionOf = (endpoint: HttpApiEndpoint.Top): PermissionName =>
  Context.get(endpoint.annotations, Permission) ?? (endpoint.method === "GET" ? "read" : "act")
