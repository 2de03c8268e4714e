import { PgliteError } from "./errors.ts"
import { PREPARED_STATEMENTS_MAX, STATEMENT_LENGTH_MAX } from "./PgliteOptions.ts"
import { type Statement, statementOf } from "./Statement.ts"

/** The statements that are prepared. The one that was not used for longest makes room. */
export class Statements {
  readonly #byText = new Map<string, Statement>()
  #lastNumber = 0
  #forgotten: Array<number> = []

  of(text: string): Statement {
    const known = this.#byText.get(text)
    if (known !== undefined) {
      // Behind the others: a map keeps the order in which its keys came.
      this.#byText.delete(text)
      this.#byText.set(text, known)
      return known
    }
    if (text.length > STATEMENT_LENGTH_MAX) throw new PgliteError("54000", tooLong(text.length))
    const made = statementOf(++this.#lastNumber, text)
    this.#byText.set(text, made)
    if (this.#byText.size > PREPARED_STATEMENTS_MAX) this.#forgetOldest()
    return made
  }

  /** The worker has its text now. One that has made room meanwhile is not kept there. */
  sent(statement: Statement): void {
    if (this.#byText.get(statement.text) === statement) statement.isSent = true
    else this.#forgotten.push(statement.number)
  }

  /** The numbers of those that made room since the last time. */
  takeForgotten(): ReadonlyArray<number> {
    const forgotten = this.#forgotten
    if (forgotten.length > 0) this.#forgotten = []
    return forgotten
  }

  /** A new engine knows none of them. */
  unsent(): void {
    this.#forgotten = []
    for (const statement of this.#byText.values()) statement.isSent = false
  }

  #forgetOldest(): void {
    const [oldest] = this.#byText.values()
    if (oldest === undefined) return
    this.#byText.delete(oldest.text)
    if (oldest.isSent) this.#forgotten.push(oldest.number)
    // A caller that still holds it sends its text again.
    oldest.isSent = false
  }
}

const tooLong = (length: number): string =>
  `A statement may have ${STATEMENT_LENGTH_MAX} characters, and this has ${length}. Values belong into its parameters.`
