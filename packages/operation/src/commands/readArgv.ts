// The words of a command line, put in the one order that effect's parser cannot mistake: commands, flags that carry
// their value (`--body=- verified`), and every argument behind `--`. Text that begins with a dash stays text.
import type * as Command from "effect/cli/Command"
import { type FlagWord, flagWord } from "./flagWord.ts"
import type { Guidance } from "./Guidance.ts"
import { argumentNamed, type FlagForm, type Grammar, globalFlagsOf, grammarOf } from "./grammarOf.ts"
import { unknownCommand, unknownFlag } from "./unknownWord.ts"

/** Why a command line cannot be read. No refusal of an operation: their schemas would be loaded for every `--help`. */
export class Mistake extends Error {
  override readonly name = "Mistake"
}

/** A command line, read. */
export interface CommandLine {
  /** For effect's parser. */
  readonly args: ReadonlyArray<string>
  /** The names of the commands that were typed, from the program on. */
  readonly path: ReadonlyArray<string>
  readonly isJson: boolean
  /** Why nothing is done. */
  readonly mistake: Mistake | undefined
}

/** Reads the words that were typed, knowing what each command takes. */
export const readArgv = (
  program: Command.Command.Any,
  words: ReadonlyArray<string>,
  guidance: Guidance = {}
): CommandLine => {
  const reader = new ArgvReader(program, words, guidance)
  const args = reader.read()
  return { args, path: reader.path, isJson: reader.isJson, mistake: reader.mistake }
}

class ArgvReader {
  readonly path: Array<string>
  isJson = false
  mistake: Mistake | undefined

  private index = 0
  private command: Command.Command.Any
  private grammar: Grammar
  private readonly program: Command.Command.Any
  private readonly words: ReadonlyArray<string>
  private readonly guidance: Guidance
  private readonly globals: Grammar["flags"]
  private readonly flags: Array<string> = []
  private readonly operands: Array<string> = []
  /** Arguments that were written with their name, by their place. */
  private readonly named = new Map<number, string>()
  /** Flags that came before the command that takes them: `genie --json task list`. */
  private readonly early: Array<string> = []
  private isHelp = false
  /** `--version` and `--completions`, which are commands that are written like flags. */
  private alone: string | undefined

  constructor(program: Command.Command.Any, words: ReadonlyArray<string>, guidance: Guidance) {
    this.program = program
    this.words = words
    this.guidance = guidance
    this.command = program
    this.grammar = grammarOf(program)
    this.globals = globalFlagsOf(program)
    this.path = [program.name]
  }

  read(): ReadonlyArray<string> {
    while (this.index < this.words.length) {
      const word = this.words[this.index++]!
      if (word === "--") {
        this.operands.push(...this.words.slice(this.index))
        break
      }
      const flag = flagWord(word)
      if (flag !== undefined) this.takeFlag(word, flag)
      else this.takeWord(word)
    }
    this.takeEarly()
    if (this.isHelp) return this.help()
    if (this.alone !== undefined) return this.standingAlone(this.alone)
    return [...this.path.slice(1), ...this.flags, "--", ...this.argumentsInOrder()]
  }

  private get takesCommand(): boolean {
    return this.grammar.commands.size > 0 && this.operands.length === 0 && this.named.size === 0
  }

  private takeFlag(word: string, flag: FlagWord): void {
    const { spelling, value } = flag
    const form = this.grammar.flags.get(spelling) ?? this.globals.get(spelling)
    const place = argumentNamed(this.command, this.grammar, spelling)
    if (word === "--help" || word === "-h") this.isHelp = true
    else if (form !== undefined) this.keep(form, flag)
    else if (this.path.length === 1 && ["version", "v"].includes(spelling)) this.alone = "--version"
    else if (this.path.length === 1 && spelling === "completions")
      this.alone = `--completions=${value ?? this.words[this.index++] ?? ""}`
    else if (place >= 0) this.name(place, spelling, value ?? this.words[this.index++])
    else if (this.takesCommand) this.wait(word, flag)
    else this.refuseFlag(word)
  }

  /** A flag of a command that comes later. Only without a value: a word beside it would be taken for the command. */
  private wait(word: string, { spelling }: FlagWord): void {
    this.early.push(word)
    if (spelling === "json") this.isJson = true
  }

  /** A flag in one word, so that nothing that follows is taken for something else. */
  private keep({ isNegated, isSwitch, name }: FlagForm, { spelling, value }: FlagWord): void {
    if (isSwitch) {
      if (name === "json") this.isJson = value === undefined || /^(?:true|yes|on|1)$/i.test(value)
      this.flags.push(`--${isNegated ? spelling : name}${value === undefined ? "" : `=${value}`}`)
      return
    }
    const text = value ?? this.words[this.index++]
    if (text === undefined) this.refuse("It is followed by its value.", `--${name}`)
    else this.flags.push(`--${name}=${text}`)
  }

  private name(place: number, spelling: string, text: string | undefined): void {
    if (text === undefined) this.refuse("It is followed by its value.", `--${spelling}`)
    else if (this.named.has(place)) this.refuse("It is given twice.", `--${spelling}`)
    else this.named.set(place, text)
  }

  private takeWord(word: string): void {
    if (this.takesCommand && this.takeCommand(word)) return
    if (this.takesCommand && this.grammar.arguments.length === 0)
      this.refuse(unknownCommand(word, this.path, this.grammar, this.guidance))
    this.operands.push(word)
  }

  private takeCommand(word: string): boolean {
    const meant = this.guidance.synonyms?.[[...this.path.slice(1), word].join(" ")]
    const next = this.grammar.commands.get(word)
    if (meant !== undefined) this.enterFromRoot(meant.split(" "))
    else if (next !== undefined) this.enter(next)
    else if (word === "help") this.isHelp = true
    else return false
    return true
  }

  private enter(command: Command.Command.Any): void {
    this.command = command
    this.grammar = grammarOf(command)
    this.path.push(command.name)
  }

  private enterFromRoot(names: ReadonlyArray<string>): void {
    this.path.length = 1
    this.grammar = grammarOf(this.program)
    for (const name of names) {
      const next = this.grammar.commands.get(name)
      if (next !== undefined) this.enter(next)
    }
  }

  private takeEarly(): void {
    for (const word of this.early) {
      const flag = flagWord(word)!
      const form = this.grammar.flags.get(flag.spelling)
      if (form !== undefined && (form.isSwitch || flag.value !== undefined)) this.keep(form, flag)
      else this.refuseFlag(word)
    }
  }

  private help(): ReadonlyArray<string> {
    if (this.operands.length > 0 || this.named.size > 0)
      this.refuse(`Nothing was done, because help was asked for. If "--help" is text, write it behind "--".`)
    else this.mistake = undefined
    return [...this.path.slice(1), "--help"]
  }

  private standingAlone(flag: string): ReadonlyArray<string> {
    if (this.path.length > 1 || this.operands.length > 0 || this.flags.length > 0)
      this.refuse("It stands alone, without a command.", flag.split("=", 1)[0])
    return [flag]
  }

  /** Those that were named at their places, the others around them. */
  private argumentsInOrder(): ReadonlyArray<string> {
    const left = [...this.operands]
    const args: Array<string> = []
    const last = Math.max(-1, ...this.named.keys())
    for (const [place, { name }] of this.grammar.arguments.entries()) {
      const text = this.named.get(place) ?? left.shift()
      if (text !== undefined) args.push(text)
      else if (place < last) this.refuse("It is missing.", `<${name}>`)
    }
    return [...args, ...left]
  }

  private refuseFlag(word: string): void {
    this.refuse(unknownFlag(word, this.path, this.grammar, this.globals, this.guidance), word.split("=", 1)[0])
  }

  /** The first mistake is the one that is told: the others often follow from it. */
  private refuse(reason: string, field?: string): void {
    this.mistake ??= new Mistake(field === undefined ? reason : `${field}: ${reason}`)
  }
}
