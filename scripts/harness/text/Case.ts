/** A text that is given to one field of one command. */
export interface Case {
  /** `task create` */
  readonly command: string
  readonly field: string
  /** How the text is given: `argument`, `behind --`, `by name`, `flag`, `flag=`, `standard input`, `file`. */
  readonly form: string
  readonly text: string
  /** The words of the command line. */
  readonly args: ReadonlyArray<string>
  readonly stdin?: string
  /** The values that are right for the operation: the text, or what it stands for. */
  readonly expected: ReadonlyArray<unknown>
  /** The command line has to be refused: nothing may reach Genie. */
  readonly isRefused: boolean
}

/** What reached the owner, and what it answered. */
export interface Request {
  readonly method: string
  readonly path: string
  /** Every field that the request has, wherever it travels. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly status: number
  readonly answer: unknown
}

/** What became of a case. */
export interface Outcome {
  readonly exitCode: number
  readonly stderr: string
  readonly requests: ReadonlyArray<Request>
}
