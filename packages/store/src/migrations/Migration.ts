/**
 * One step of the schema's history. Forward only, and never edited once released:
 * the SHA-256 of its text is kept in every database it ran on.
 */
export interface Migration {
  /** Sorts after every earlier one: `0002_audit`. */
  readonly name: string
  /** The statements, in the order they run, in one transaction. */
  readonly sql: ReadonlyArray<string>
}
