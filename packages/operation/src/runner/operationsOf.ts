import { Effect } from "effect"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import { inputOf } from "../inputOf.ts"
import type { Operations } from "../Operations.ts"
import type { RunningOperation } from "./Admission.ts"
import { isChecked } from "./checkedInputs.ts"
import type { Implementation, Implementations } from "./Implementation.ts"
import { permissionOf } from "./Permission.ts"

/** The work of one call, with everything the runner adds around it. */
export type Surround = (
  operation: RunningOperation,
  implementation: AnyImplementation,
  input: object
) => Effect.Effect<unknown, unknown, never>

/** An implementation whose types no longer matter. */
export interface AnyImplementation extends Implementation<never, unknown, unknown, never> {}

/**
 * Builds the service of a group from its implementations. Each operation checks its input, unless promises or HTTP have
 * done so already, and runs in a span of its name.
 */
export const operationsOf = <Group extends HttpApiGroup.Constraint, Inside, Trouble>(
  group: Group,
  service: { readonly key: string },
  implementations: Implementations<Group, Inside, Trouble>,
  surround: Surround
): Operations<Group> => {
  const noun = service.key.slice(service.key.lastIndexOf("/") + 1)
  const operations = Object.entries(group.endpoints).map(([name, constraint]) => {
    const endpoint = constraint as HttpApiEndpoint.Top
    const implementation: AnyImplementation = Reflect.get(implementations as object, name)
    const operation: RunningOperation = {
      group: group.identifier,
      name,
      span: `${noun}.${name}`,
      permission: permissionOf(endpoint)
    }
    if ((implementation.kind === "read") !== (operation.permission === "read")) {
      throw new Error(
        `${operation.span} is a ${implementation.kind} and asks its caller for the right to ${operation.permission}.`
      )
    }
    const check = inputOf(endpoint)
    const run = (input: object): Effect.Effect<unknown, unknown> =>
      Effect.withSpan(
        isChecked(input)
          ? surround(operation, implementation, input)
          : Effect.flatMap(check(input), (checked) => surround(operation, implementation, checked)),
        operation.span
      )
    return [name, run] as const
  })
  // The endpoints of a group are known by name to its type only.
  return Object.fromEntries(operations) as never
}
