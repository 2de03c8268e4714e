import type { Effect, Stream } from "effect"
import type * as Command from "effect/cli/Command"
import type * as Flag from "effect/cli/Flag"
import type * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import type { AnyEndpoint, Input, Output } from "../Operations.ts"
import type { AnyRefusal } from "../Refusal.ts"
import type { Screen } from "./Screen.ts"

/** The names of the operations of a group. */
export type OperationName<Group extends HttpApiGroup.Constraint> = keyof Group["endpoints"] & string

/** What is shown at once: the answer, or one item of a stream. */
export type ResultOf<E> = E extends AnyEndpoint
  ? Output<E> extends Stream.Stream<infer Item, infer _E, infer _R>
    ? Item
    : Output<E>
  : never

/** How one result looks to a person, who asked for it with this input. */
export type View<A, I = object> = (result: A, screen: Screen, input: I) => string

/**
 * How each result looks to a person. An operation added to the contract breaks the build until it has a view,
 * unless it is omitted.
 */
export type Views<Group extends HttpApiGroup.Constraint, Omitted extends OperationName<Group> = never> = {
  readonly [K in Exclude<OperationName<Group>, Omitted>]: View<
    ResultOf<Group["endpoints"][K]>,
    InputOf<Group["endpoints"][K]>
  >
}

/** What is asked for. */
export type InputOf<E> = E extends AnyEndpoint ? Input<E> : never

/** Where the commands differ from the contract. */
export interface CommandsOptions<Group extends HttpApiGroup.Constraint, Omitted extends OperationName<Group> = never> {
  /** Operations that are no commands. A command of your own can stand in: put it beside these with `subcommands`. */
  readonly omit?: ReadonlyArray<Omitted>
  /** Other names for commands than those of their operations. */
  readonly rename?: { readonly [K in OperationName<Group>]?: string }
  /** Second, shorter names. */
  readonly aliases?: { readonly [K in OperationName<Group>]?: string }
  /** The fields that `--brief` prints of each item: what a list says in a line. Dots lead inside: `run.holder`. */
  readonly brief?: { readonly [K in OperationName<Group>]?: ReadonlyArray<string> }
  /** Other spellings of flags and arguments, which help does not show: `{ create: { description: "body" } }`. */
  readonly spellings?: { readonly [K in OperationName<Group>]?: Readonly<Record<string, string>> }
  /**
   * The words of the command line. Operations that are not among them become names and descriptions, which is all that
   * help shows of them and takes no time to make. Without it every command is whole.
   */
  readonly typed?: ReadonlyArray<string> | undefined
  /** Completes what was typed before it is checked and sent: reads a file that was named, fills in the directory. */
  readonly prepare?: { readonly [K in OperationName<Group>]?: Prepare<Group["endpoints"][K]> }
  /**
   * Fields that somebody else fills in, so that people may leave them out, and how they are written: a path parameter
   * that stands before others can only be left out when it is a flag, and nobody types an unwritten one.
   */
  readonly filled?: { readonly [K in OperationName<Group>]?: Filled<Group["endpoints"][K]> }
  /** Flags of the command which the operation does not have. `prepare` is told of them and decides what they mean. */
  readonly flags?: { readonly [K in OperationName<Group>]?: Readonly<Record<string, Flag.Flag<unknown>>> }
}

/** Gets what was typed, unchecked, and gives back the input of the operation. */
export type Prepare<E> = E extends AnyEndpoint
  ? (
      typed: Input<E>,
      flags: Readonly<Record<string, unknown>>
    ) => Effect.Effect<Input<E>, AnyRefusal, Command.Environment>
  : never

/** How the fields that may be left out are written. */
export type Filled<E> = E extends AnyEndpoint
  ? { readonly [F in keyof Input<E>]?: "argument" | "flag" | "unwritten" }
  : never
