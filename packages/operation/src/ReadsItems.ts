import { Context } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"

/**
 * Marks an operation that takes a batch and judges each item of it alone: `endpoint.annotate(ReadsItems, true)`.
 * How deep its input is nested is then the operation's own business, or one item would refuse the whole batch.
 */
export const ReadsItems = Context.Reference<boolean>("@genie/operation/ReadsItems", { defaultValue: () => false })

/** Whether the operation judges the items of its input itself. */
export const readsItems = (endpoint: HttpApiEndpoint.Top): boolean => Context.get(endpoint.annotations, ReadsItems)
