import type { SqlType } from "./SqlType.ts"

/** Stands for a parameter while a statement is built. It has no value yet, so nothing can be computed from it. */
export class Placeholder {
  readonly name: string
  readonly #type: SqlType<unknown>

  constructor(name: string, type: SqlType<unknown>) {
    this.name = name
    this.#type = type
  }

  /** Its value among these, as the driver is given it. */
  of(parameters: Readonly<Record<string, unknown>>): unknown {
    const value = parameters[this.name]
    const { encode } = this.#type
    return encode === undefined || value === null ? value : encode(value)
  }

  /** Refuses to be used like the value. */
  [Symbol.toPrimitive](): never {
    throw new TypeError(`The value of "${this.name}" is not known when the statement is built: pass it on as it is.`)
  }
}
