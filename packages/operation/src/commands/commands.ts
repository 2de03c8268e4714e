import type { Context } from "effect"
import * as Command from "effect/cli/Command"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import type { CurrentCaller } from "../CurrentCaller.ts"
import type { Operations } from "../Operations.ts"
import type { AnyRefusal } from "../Refusal.ts"
import type { CommandsOptions, OperationName, Views } from "./CommandsOptions.ts"
import { subcommands } from "./subcommands.ts"

/**
 * A group of operations as a group of commands: `genie task create …`.
 *
 * Path parameters and fields marked with `asArgument` are positional, every other field is a flag. Names,
 * descriptions, choices and checks come from the contract. `--json` prints what the HTTP server would send.
 */
export const commands = <
  const Name extends string,
  Group extends HttpApiGroup.Constraint,
  Self,
  const Omitted extends OperationName<Group> = never
>(
  name: Name,
  group: Group,
  service: Context.Key<Self, Operations<Group>>,
  views: Views<Group, Omitted>,
  options: CommandsOptions<Group, Omitted> & { readonly description?: string; readonly alias?: string } = {}
): Command.Command<Name, {}, {}, AnyRefusal, Self | CurrentCaller> => {
  const { description, alias, ...rest } = options
  let command = Command.make(name).pipe(
    Command.withSubcommands(subcommands(group, service, views, rest as CommandsOptions<Group, Omitted>))
  ) as Command.Command<Name, {}, {}, AnyRefusal, Self | CurrentCaller>
  if (description !== undefined) command = Command.withDescription(command, description)
  if (alias !== undefined) command = Command.withAlias(command, alias)
  return command
}
