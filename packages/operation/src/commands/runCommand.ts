// How a command ends: a result, or one sentence on stderr and an exit code that scripts can rely on.
import { Cause, Console, Data, Effect, Runtime, Stdio } from "effect"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import { exitCodeOf } from "../exitCodeOf.ts"
import { isRefusal } from "../Refusal.ts"
import { withoutCredentials } from "../withoutCredentials.ts"
import type { Guidance } from "./Guidance.ts"
import { printable, printableJson } from "./printable.ts"
import { readArgv } from "./readArgv.ts"
import { CurrentScreen } from "./Screen.ts"
import { valueInWords } from "./valueInWords.ts"

export type { Guidance } from "./Guidance.ts"

/** The person has been told why. What is left is the exit code, which `runMain` takes from here. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{ readonly exitCode: number }> {
  override readonly [Runtime.errorExitCode] = this.exitCode
  override readonly [Runtime.errorReported] = false
}

/**
 * Runs a command line.
 *
 * A refusal prints its sentence and exits with its code; a mistake in the command line says what is wrong, where help
 * is, and exits 2; a bug says so and exits 1, with everything known about it when `GENIE_DEBUG` is set. With `--json`
 * each of them is one line of JSON on standard error.
 */
export const runCommand = <Name extends string, Input, E, R, ContextInput>(
  command: Command.Command<Name, Input, ContextInput, E, R>,
  options: { readonly version: string; readonly args?: ReadonlyArray<string>; readonly guidance?: Guidance }
): Effect.Effect<void, CommandFailed, R | Command.Environment> =>
  Effect.gen(function* () {
    const words = options.args ?? (yield* (yield* Stdio.Stdio).args)
    const { args, isJson, mistake, path } = readArgv(command, words, options.guidance)
    const speech: Speech = { program: command.name, isJson }
    const { canColor } = yield* CurrentScreen
    const run = Command.runWith(command, { version: options.version })(args).pipe(
      Effect.provideService(CliOutput.Formatter, CliOutput.defaultFormatter({ colors: canColor, globalFlags: "none" }))
    )
    yield* (mistake === undefined ? run : Effect.andThen(isHelp(args) ? run : Effect.void, Effect.fail(mistake))).pipe(
      Effect.provideService(CliOutput.Presenter, presenter(speech)),
      Effect.catchCause((cause) => {
        if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
        const error = Cause.squash(cause)
        return error === mistake ? misused(speech, path, [mistake!.message]) : ended(speech, error, cause)
      })
    )
  }).pipe(
    Effect.provideService(CliConfig.CliConfig, CliConfig.make({ builtIns })),
    Effect.updateService(Console.Console, withPrintableErrors)
  )

/**
 * A console that says what went wrong, or what to know, without anything that a terminal would obey. What was typed may
 * be repeated, and an address may have been typed in the wrong place: its password is left out.
 */
const withPrintableErrors = (console: Console.Console): Console.Console => {
  const error = (...said: ReadonlyArray<unknown>) =>
    console.error(...said.map((one) => (typeof one === "string" ? printable(withoutCredentials(one)) : one)))
  return Object.assign(Object.create(console), { error })
}

const isHelp = (args: ReadonlyArray<string>) => args.at(-1) === "--help"

/** How the command line speaks about what went wrong. */
interface Speech {
  readonly program: string
  readonly isJson: boolean
}

const ended = (speech: Speech, error: unknown, cause: Cause.Cause<unknown>): Effect.Effect<void, CommandFailed> =>
  Effect.gen(function* () {
    if (CliError.isCliError(error)) return yield* usage(error)
    if (isRefusal(error)) {
      const exitCode = exitCodeOf(error)
      const { _tag, ...data } = error
      return yield* failing(speech, { ...data, error: _tag, message: error.message, exit: exitCode })
    }
    if (error instanceof CommandFailed) return yield* error
    const isKnown = !Cause.hasDies(cause) && error instanceof Error && error.message !== ""
    if (!isKnown && process.env.GENIE_DEBUG) yield* Console.error(Cause.pretty(cause))
    return yield* failing(speech, {
      error: isKnown ? nameOf(error) : "Bug",
      message: isKnown ? error.message : `Something went wrong that should not have. GENIE_DEBUG=1 shows what.`,
      exit: 1
    })
  })

const nameOf = (error: Error): string => ("_tag" in error ? String(error._tag) : error.name)

/** Already told by the presenter. Asking for help is no mistake. */
const usage = (error: CliError.CliError) =>
  error._tag === "ShowHelp" && error.errors.length === 0 ? Effect.void : Effect.fail(new CommandFailed({ exitCode: 2 }))

/** What went wrong, for a program: the name of the refusal, its sentence, the exit code, and the data of the refusal. */
interface Problem {
  readonly error: string
  readonly message: string
  readonly exit: number
}

const failing = (speech: Speech, problem: Problem): Effect.Effect<never, CommandFailed> =>
  Effect.andThen(
    speech.isJson ? Console.error(problemJson(problem)) : say(speech.program, problem.message),
    Effect.fail(new CommandFailed({ exitCode: problem.exit }))
  )

const problemJson = ({ error, exit, message, ...data }: Problem): string =>
  printableJson(JSON.stringify({ error, message, exit, ...data }))

/** A command line that is wrong: nothing was done. */
const misused = (
  speech: Speech,
  path: ReadonlyArray<string>,
  sentences: ReadonlyArray<string>
): Effect.Effect<never, CommandFailed> =>
  Effect.gen(function* () {
    const help = `${path.join(" ")} --help`
    if (speech.isJson) {
      yield* Console.error(
        problemJson(Object.assign({ error: "Usage", message: sentences.join(" "), exit: 2 }, { help }))
      )
    } else {
      for (const sentence of sentences) yield* say(speech.program, sentence)
      yield* Console.error(`Run '${help}' to see what it takes.`)
    }
    return yield* new CommandFailed({ exitCode: 2 })
  })

/** What every command line has. The others of effect/cli, a wizard and a log level, would fill each help page. */
const builtIns = [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions]

/** Says what is wrong in a line instead of printing the whole help before it. */
const presenter = (speech: Speech): CliOutput.Presenter => ({
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.ignore(misused(speech, event.commandPath, event.errors.map(sentenceOf)))
      : CliOutput.defaultPresenter.present(event)
})

const sentenceOf = (error: CliError.CliError): string =>
  error._tag === "InvalidValue" ? valueInWords(error) : error.message.replace(/\s*\n\s*/g, " ")

const say = (program: string, sentence: string) => Console.error(`${program}: ${sentence}`)
