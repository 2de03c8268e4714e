/**
 * The type of a parameter or a column of a declared statement, in PostgreSQL and in JavaScript. Statements are declared in
 * these. `preparedStatements.test.ts` compares them with what the servers describe.
 */
export class SqlType<A> {
  /** The name that PostgreSQL gives it: `uuid[]`, `genie.priority`. */
  readonly name: string
  readonly isNullable: boolean
  /** Whether the statement leaves out the rows in which the column is null. */
  readonly isPresent: boolean
  /** Its types in other places of the same statement. */
  readonly elsewhere: ReadonlyArray<string>
  /** The values that each shape the statement differently. None: one value stands for all. */
  readonly shapes: ReadonlyArray<unknown>
  /** An example, another one for each number. */
  readonly sample: (nth: number) => unknown
  /** The value for the driver: a copy where the caller's array may not be changed, text where it is a document. */
  readonly encode: ((value: any) => unknown) | undefined
  declare readonly Type: A

  constructor(name: string, sample: (nth: number) => unknown, traits: SqlTypeTraits = {}) {
    this.name = name
    this.sample = sample
    this.isNullable = traits.isNullable ?? false
    this.isPresent = traits.isPresent ?? false
    this.elsewhere = traits.elsewhere ?? []
    this.shapes = traits.shapes ?? []
    this.encode = traits.encode
  }

  /** As statements write it. */
  get shortName(): string {
    return this.name === "timestamp with time zone" ? "timestamptz" : this.name
  }

  /** The same, known to be more than its type says: `uuid.as<RunId>()`. */
  as<B extends A>(): SqlType<B> {
    return this as unknown as SqlType<B>
  }

  /** The same, or null. */
  get nullable(): SqlType<A | null> {
    return new SqlType(this.name, this.sample, { ...this, isNullable: true })
  }

  /** The same, never null although the column can be: the statement leaves those rows out. */
  get present(): SqlType<A> {
    return new SqlType(this.name, this.sample, { ...this, isPresent: true })
  }

  /** The same, or not given: what is not given leaves its clause out of the statement. */
  get optional(): OptionalSqlType<A> {
    return new OptionalSqlType(this.name, this.sample, this)
  }

  /** The same, of which these examples shape the statement differently. */
  like(...shapes: ReadonlyArray<A>): SqlType<A> {
    return new SqlType(this.name, this.sample, { ...this, shapes })
  }

  /** The same, which is of the other type in other places of the statement. */
  or(other: SqlType<unknown>): SqlType<A> {
    return new SqlType(this.name, this.sample, { ...this, elsewhere: [...this.elsewhere, other.name] })
  }

  /** An array of it, one parameter however long. */
  get list(): SqlType<ReadonlyArray<A>> {
    return new SqlType(`${this.name}[]`, (nth) => [this.sample(nth), this.sample(nth + 1)], {
      encode: (items: ReadonlyArray<unknown>) => [...items]
    })
  }
}

interface SqlTypeTraits {
  readonly isNullable?: boolean
  readonly isPresent?: boolean
  readonly elsewhere?: ReadonlyArray<string>
  readonly shapes?: ReadonlyArray<unknown>
  readonly encode?: ((value: any) => unknown) | undefined
}

/** A parameter that need not be given. */
export class OptionalSqlType<A> extends SqlType<A | undefined> {
  readonly isOptional = true
}

/** Types by the names of parameters, or of columns in camelCase. */
export type SqlTypes = Readonly<Record<string, SqlType<any>>>

/** The JavaScript values of these types. */
export type ValuesOf<T extends SqlTypes> = {
  readonly [K in keyof T as T[K] extends OptionalSqlType<any> ? never : K]: T[K]["Type"]
} & {
  readonly [K in keyof T as T[K] extends OptionalSqlType<any> ? K : never]?: T[K]["Type"]
}

/** A row of columns of these types. */
export type ColumnsOf<C extends SqlTypes> = { readonly [K in keyof C]: C[K]["Type"] }

export const boolean = new SqlType<boolean>("boolean", () => true)
export const integer = new SqlType<number>("integer", (nth) => 1_000 + nth)
export const bigint = new SqlType<number>("bigint", (nth) => 1_000 + nth)
/** A `bigint` that may be larger than what a number holds. */
export const wholeNumber = new SqlType<bigint>("bigint", (nth) => BigInt(1_000 + nth))
export const double = new SqlType<number>("double precision", (nth) => 1_000 + nth)
export const text = new SqlType<string>("text", (nth) => `sample ${nth}`)
export const uuid = new SqlType<string>("uuid", (nth) => `00000000-0000-7000-8000-${String(nth).padStart(12, "0")}`)
export const json = new SqlType<unknown>("json", (nth) => ({ sample: nth }), { encode: JSON.stringify })
export const jsonb = new SqlType<unknown>("jsonb", (nth) => ({ sample: nth }), { encode: JSON.stringify })
export const priority = new SqlType<"urgent" | "high" | "normal" | "low">("genie.priority", () => "normal")

/** An instant as it is read: with microseconds, as text. */
export const timestamptz = new SqlType<string>("timestamp with time zone", (nth) =>
  new Date(Date.UTC(2026, 0, 1, 0, 0, nth)).toISOString()
)

/** An instant as it is written. */
export const instant = new SqlType<Date>(timestamptz.name, (nth) => new Date(Date.UTC(2026, 0, 1, 0, 0, nth)))

/** One of a few texts, each of which shapes the statement differently. */
export const oneOf = <const A extends string>(literals: ReadonlyArray<A>): SqlType<A> =>
  new SqlType("text", () => literals[0], { shapes: literals })

/** Whether a part of the statement is there. */
export const flag = new SqlType<boolean>("boolean", () => false, { shapes: [false, true] })
