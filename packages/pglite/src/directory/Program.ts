/**
 * The program that keeps a database in a directory, as sentences about the directory name it. They tell a person what to do,
 * and only the program knows what is typed for it.
 */
export interface Program {
  /** Its name, as people say it: `Genie`. */
  readonly name: string
  /** How to allow a directory on a network file system: `GENIE_ALLOW_NETWORK=1`. */
  readonly allowNetwork: string
  /** How to have all of a directory looked at: `genie doctor --deep`. */
  readonly deepLook: string
  /** How to have a directory looked at: `genie doctor`. */
  readonly look?: string
  /** How to use a PostgreSQL server instead, as a sentence. */
  readonly server?: string
  /** How to end an owner of a kind: `{ up: "genie down" }`. */
  readonly ends?: Readonly<Record<string, string>>
}

/** A program that has not said what it is called. */
export const someProgram: Program = {
  name: "@genie/pglite",
  allowNetwork: "allowNetwork: true",
  deepLook: "examine(directory, { isDeep: true })"
}
