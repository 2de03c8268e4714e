import { Cause, Console, Context, Effect, Exit, Stream } from "effect"
import * as CliError from "effect/cli/CliError"
import * as Command from "effect/cli/Command"
import type * as Flag from "effect/cli/Flag"
import type * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as OpenApi from "effect/http-api/OpenApi"
import { isLongText } from "../asLongText.ts"
import type { CurrentCaller } from "../CurrentCaller.ts"
import { type Field, fieldsOf, namesInAnswer } from "../fieldsOf.ts"
import { inputOf } from "../inputOf.ts"
import type { Operations } from "../Operations.ts"
import { type AnyRefusal, isRefusal } from "../Refusal.ts"
import { InvalidInput } from "../refusals.ts"
import { type AnswerForm, answerFlags, checkChosen, chosenIn, onlyFields } from "./answerFlags.ts"
import type { CommandsOptions, OperationName, View, Views } from "./CommandsOptions.ts"
import { Spellings } from "./grammarOf.ts"
import { jsonOf } from "./jsonOf.ts"
import { kebabCase } from "./kebabCase.ts"
import { longTextOf, readLongTexts } from "./longTextOf.ts"
import { type Parameter, parameterOf } from "./parameterOf.ts"
import { printableView } from "./printable.ts"
import { screen } from "./Screen.ts"

/** An operation as a command. */
export type OperationCommand<Self> = Command.Command<string, unknown, {}, AnyRefusal, Self | CurrentCaller>

/** The commands of a group without the group, to put beside commands of your own. */
export const subcommands = <
  Group extends HttpApiGroup.Constraint,
  Self,
  const Omitted extends OperationName<Group> = never
>(
  group: Group,
  service: Context.Key<Self, Operations<Group>>,
  views: Views<Group, Omitted>,
  options: CommandsOptions<Group, Omitted> = {}
): ReadonlyArray<OperationCommand<Self>> =>
  Object.entries(group.endpoints)
    .filter(([operation]) => !options.omit?.includes(operation as Omitted))
    .map(([operation, endpoint]) => {
      const key = operation as OperationName<Group>
      const name = options.rename?.[key] ?? kebabCase(operation)
      const alias = options.aliases?.[key]
      const isTyped = options.typed === undefined || options.typed.some((word) => word === name || word === alias)
      const made = isTyped
        ? command<Self>(endpoint as HttpApiEndpoint.Top, {
            call: (input) =>
              Effect.flatMap(service, (operations) => (Reflect.get(operations, operation) as Method)(input)),
            view: Reflect.get(views, operation) as unknown as View<unknown>,
            brief: options.brief?.[key],
            name,
            prepare: (options.prepare?.[key] as Prepare | undefined) ?? Effect.succeed,
            filled: options.filled?.[key] ?? {},
            flags: options.flags?.[key] ?? {},
            spellings: options.spellings?.[key] ?? {}
          })
        : (Command.make(name) as unknown as OperationCommand<Self>)
      return described(made, endpoint as HttpApiEndpoint.Top, alias)
    })

type Method = (input: object) => Effect.Effect<unknown, AnyRefusal, CurrentCaller>

type Prepare = (typed: object, flags: Flags) => Effect.Effect<object, AnyRefusal, Command.Environment>

type Flags = Readonly<Record<string, unknown>>

type Written = "argument" | "flag" | "unwritten"

interface Making<Self> {
  readonly call: (input: object) => Effect.Effect<unknown, AnyRefusal, Self | CurrentCaller>
  readonly view: View<unknown>
  readonly name: string
  readonly prepare: Prepare
  readonly filled: Readonly<Record<string, Written>>
  readonly flags: Readonly<Record<string, Flag.Flag<unknown>>>
  readonly brief: ReadonlyArray<string> | undefined
  readonly spellings: Readonly<Record<string, string>>
}

const command = <Self>(endpoint: HttpApiEndpoint.Top, making: Making<Self>): OperationCommand<Self> => {
  const fields = fieldsOf(endpoint)
    .filter(({ name }) => making.filled[name] !== "unwritten")
    .map((field) => leftOut(field, making.filled[field.name]))
  const parameters = Object.fromEntries(fields.map((field) => [field.name, parameterOf(field)]))
  const longTexts = fields.filter(({ schema }) => isLongText(schema)).map(longTextOf)
  const check = inputOf(endpoint)
  const toJson = jsonOf(endpoint)
  const names = namesInAnswer(endpoint)

  const read = (typed: Typed): Effect.Effect<object, AnyRefusal, Command.Environment> =>
    readAll(parameters, typed).pipe(
      Effect.tap((input) => readLongTexts(longTexts, input, typed)),
      Effect.flatMap((input) => making.prepare(input, flagsIn(typed, making.flags))),
      Effect.flatMap(check)
    )

  // Read before the handler asks for its services, so that a mistyped flag neither opens a database nor starts one;
  // and once, because what is read can be a file or the standard input.
  const inputs = new WeakMap<Typed, Exit.Exit<object, AnyRefusal>>()
  const validate = Effect.fnUntraced(function* (typed: Typed) {
    const input = yield* Effect.exit(Effect.andThen(checkChosen(chosenIn(typed, making.brief), names), read(typed)))
    inputs.set(typed, input)
    const mistake = Exit.isFailure(input) ? Cause.squash(input.cause) : undefined
    if (mistake instanceof InvalidInput) {
      return yield* new CliError.ValidationError({ message: asTyped(mistake, parameters).message })
    }
  })

  const handler = Effect.fnUntraced(
    function* (typed: Typed) {
      const input = yield* inputs.get(typed) ?? read(typed)
      const result = yield* making.call(input)

      const chosen = chosenIn(typed, making.brief)
      const print = (shown: unknown) =>
        typed.json || chosen !== undefined
          ? Effect.flatMap(toJson(shown), (json) => Console.log(onlyFields(json, chosen)))
          : Effect.flatMap(screen, (screen) => Console.log(printableView(making.view(shown, screen, input))))
      if (Stream.isStream(result)) yield* Stream.runForEach(result as Stream.Stream<unknown, AnyRefusal>, print)
      else yield* print(result)
    },
    Effect.mapError((error) => asTyped(error, parameters))
  )

  const params = Object.fromEntries(Object.entries(parameters).map(([name, { param }]) => [name, param]))
  const files = Object.fromEntries(longTexts.map(({ key, param }) => [key, param]))
  return Command.make(
    making.name,
    { ...params, ...files, ...making.flags, ...answerFlags(making.brief) },
    handler
  ).pipe(Command.validate(validate), Command.annotate(Spellings, making.spellings)) as unknown as OperationCommand<Self>
}

const described = <Self>(
  command: OperationCommand<Self>,
  endpoint: HttpApiEndpoint.Top,
  alias: string | undefined
): OperationCommand<Self> => {
  const summary = Context.getOrUndefined(endpoint.annotations, OpenApi.Summary)
  const summarized = summary === undefined ? command : Command.withDescription(command, summary)
  return alias === undefined ? summarized : Command.withAlias(summarized, alias)
}

/** What the command line collected: how the answer is printed, and the fields of the operation under their names. */
type Typed = AnswerForm

const readAll = (parameters: Record<string, Parameter>, typed: Typed) =>
  Effect.gen(function* () {
    const input: Record<string, unknown> = {}
    for (const [name, { read }] of Object.entries(parameters)) {
      const value = yield* read(Reflect.get(typed, name))
      if (value !== undefined) input[name] = value
    }
    return input
  })

const flagsIn = (typed: Typed, flags: Readonly<Record<string, unknown>>): Flags =>
  Object.fromEntries(Object.keys(flags).map((name) => [name, Reflect.get(typed, name)]))

/** A field that somebody else fills in, as the command takes it. */
const leftOut = (field: Field, written: Written | undefined): Field =>
  written === undefined ? field : { ...field, isOptional: true, isPositional: written === "argument" }

/** A person knows the field by its flag. */
const asTyped = (error: AnyRefusal, parameters: Record<string, Parameter>): AnyRefusal => {
  if (!isRefusal(error) || !(error instanceof InvalidInput) || error.field === undefined) return error
  const [name = ""] = error.field.split(/[.[]/, 1)
  const parameter = parameters[name]
  return parameter
    ? new InvalidInput({ field: parameter.label + error.field.slice(name.length), reason: error.reason })
    : error
}
