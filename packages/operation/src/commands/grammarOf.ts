import { Context } from "effect"
import type * as Command from "effect/cli/Command"
import type * as GlobalFlag from "effect/cli/GlobalFlag"
import type * as Param from "effect/cli/Param"

/** A flag of a command, under one of the ways to write it. */
export interface FlagForm {
  /** As the command knows it. */
  readonly name: string
  /** A switch is there or not; any other flag is followed by its value. */
  readonly isSwitch: boolean
  /** `--no-pinned` */
  readonly isNegated: boolean
}

/** What a command of a command line takes. */
export interface Grammar {
  /** By their spelling, without the dashes. */
  readonly flags: ReadonlyMap<string, FlagForm>
  readonly arguments: ReadonlyArray<{ readonly name: string; readonly isMany: boolean }>
  readonly commands: ReadonlyMap<string, Command.Command.Any>
}

/** Other spellings of the flags and arguments of a command, each with the name that the command knows. */
export class Spellings extends Context.Reference<Readonly<Record<string, string>>>("@genie/operation/Spellings", {
  defaultValue: () => ({})
}) {}

/** The grammar of one command of the tree. */
export const grammarOf = (command: Command.Command.Any): Grammar => {
  const { annotations, config, contextConfig } = command as unknown as Insides
  const flags = flagsOf([...config.flags, ...contextConfig.flags])
  for (const [spelling, name] of Object.entries(Context.get(annotations, Spellings))) {
    const form = flags.get(name)
    if (form !== undefined && !flags.has(spelling)) flags.set(spelling, form)
  }
  return {
    flags,
    arguments: config.arguments.map((param) => ({ name: singleOf(param).name, isMany: isMany(param) })),
    commands: new Map(
      command.subcommands.flatMap(({ commands }) =>
        commands.flatMap((one) => [[one.name, one] as const, ...(one.alias ? [[one.alias, one] as const] : [])])
      )
    )
  }
}

/** The flags that every command below this one takes. */
export const globalFlagsOf = (command: Command.Command.Any): Grammar["flags"] =>
  flagsOf((command as unknown as Insides).globalFlags.map(({ flag }) => flag as AnyParam))

/** Which name an argument has that was written with a flag: `--title "Water the plants"`. */
export const argumentNamed = (command: Command.Command.Any, grammar: Grammar, spelling: string): number => {
  const { annotations } = command as unknown as Insides
  const name = Context.get(annotations, Spellings)[spelling] ?? spelling
  return grammar.arguments.findIndex((argument) => argument.name === name)
}

/** What effect/cli keeps of a command and does not declare. A test of ours fails when it is elsewhere. */
interface Insides {
  readonly config: { readonly flags: ReadonlyArray<AnyParam>; readonly arguments: ReadonlyArray<AnyParam> }
  readonly contextConfig: { readonly flags: ReadonlyArray<AnyParam> }
  readonly annotations: Context.Context<never>
  readonly globalFlags: ReadonlyArray<GlobalFlag.GlobalFlag<unknown>>
}

type AnySingle = Param.Single<Param.ParamKind, unknown>

type AnyParam = AnySingle | { readonly _tag: "Map" | "Transform" | "Optional" | "Variadic"; readonly param: AnyParam }

const flagsOf = (params: ReadonlyArray<AnyParam>): Map<string, FlagForm> => {
  const forms = new Map<string, FlagForm>()
  for (const { aliases, name, negation, primitiveType } of params.map(singleOf)) {
    const isSwitch = primitiveType._tag === "Boolean"
    for (const spelling of [name, ...aliases]) forms.set(spelling, { name, isSwitch, isNegated: false })
    if (isSwitch && negation !== false) forms.set(negation ?? `no-${name}`, { name, isSwitch, isNegated: true })
  }
  return forms
}

const singleOf = (param: AnyParam): AnySingle => (param._tag === "Single" ? param : singleOf(param.param))

const isMany = (param: AnyParam): boolean =>
  param._tag === "Variadic" || (param._tag !== "Single" && isMany(param.param))
