// How a command ends: a result, or one sentence on stderr and an exit code that scripts can rely on.
import { Cause, Console, Data, Effect, Runtime, Stdio } from "effect"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import { exitCodeOf } from "../exitCodeOf.ts"
import { isRefusal } from "../Refusal.ts"
import { printable } from "./printable.ts"
import { CurrentScreen } from "./Screen.ts"

/** The person has been told why. What is left is the exit code, which `runMain` takes from here. */
export class CommandFailed extends Data.TaggedError("CommandFailed")<{ readonly exitCode: number }> {
  override readonly [Runtime.errorExitCode] = this.exitCode
  override readonly [Runtime.errorReported] = false
}

/**
 * Runs a command line.
 *
 * A refusal prints its sentence and exits with its code; a mistake in the command line says what is wrong, where help
 * is, and exits 2; a bug says so and exits 1, with everything known about it when `GENIE_DEBUG` is set.
 */
export const runCommand = <Name extends string, Input, E, R, ContextInput>(
  command: Command.Command<Name, Input, ContextInput, E, R>,
  options: { readonly version: string; readonly args?: ReadonlyArray<string> }
): Effect.Effect<void, CommandFailed, R | Command.Environment> =>
  Effect.gen(function* () {
    const args = options.args ?? (yield* (yield* Stdio.Stdio).args)
    const { canColor } = yield* CurrentScreen
    yield* Command.runWith(command, { version: options.version })(args).pipe(
      Effect.provideService(CliOutput.Formatter, CliOutput.defaultFormatter({ colors: canColor, globalFlags: "none" }))
    )
  }).pipe(
    Effect.provideService(CliOutput.Presenter, presenter),
    Effect.provideService(CliConfig.CliConfig, CliConfig.make({ builtIns })),
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.interrupt : ended(command.name, Cause.squash(cause), cause)
    )
  )

const ended = (program: string, error: unknown, cause: Cause.Cause<unknown>) =>
  Effect.gen(function* () {
    if (CliError.isCliError(error)) return yield* usage(error)
    if (isRefusal(error)) {
      yield* say(program, error.message)
      return yield* new CommandFailed({ exitCode: exitCodeOf(error) })
    }
    if (error instanceof CommandFailed) return yield* error
    const isKnown = !Cause.hasDies(cause) && error instanceof Error && error.message !== ""
    yield* say(
      program,
      isKnown ? error.message : `Something went wrong that should not have. GENIE_DEBUG=1 shows what.`
    )
    if (!isKnown && process.env.GENIE_DEBUG) yield* Console.error(printable(Cause.pretty(cause)))
    return yield* new CommandFailed({ exitCode: 1 })
  })

/** Already told by the presenter. Asking for help is no mistake. */
const usage = (error: CliError.CliError) =>
  error._tag === "ShowHelp" && error.errors.length === 0 ? Effect.void : Effect.fail(new CommandFailed({ exitCode: 2 }))

/** What every command line has. The others of effect/cli, a wizard and a log level, would fill each help page. */
const builtIns = [GlobalFlag.Help, GlobalFlag.Version, GlobalFlag.Completions]

/** Says what is wrong in a line instead of printing the whole help before it. */
const presenter: CliOutput.Presenter = {
  present: (event) =>
    event._tag === "InvalidInvocation"
      ? Effect.gen(function* () {
          const [program = ""] = event.commandPath
          for (const error of event.errors) yield* say(program, error.message)
          yield* Console.error(`Run '${event.commandPath.join(" ")} --help' to see what it takes.`)
        })
      : CliOutput.defaultPresenter.present(event)
}

const say = (program: string, sentence: string) => Console.error(printable(`${program}: ${sentence}`))
