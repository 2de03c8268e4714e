/** A database to start others from, as it is made when a package is built. */
export interface Template {
  /** Everything that is in it beside the engine, in words that change with it. Its file's name follows from them. */
  readonly contents: ReadonlyArray<string>
  /** The package that ships it, in its `dist/`. */
  readonly package: string
  /** `import.meta.url` of a module of that package, or of a bundle beside which the file was copied. */
  readonly from: string
  /** Fills a new database in this directory. Absent: it stays empty. */
  readonly fill?: (directory: string) => Promise<void>
}

/** A database with nothing in it. */
export const emptyTemplate: Template = { contents: [], package: "@genie/pglite", from: import.meta.url }
