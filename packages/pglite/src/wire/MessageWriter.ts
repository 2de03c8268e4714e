// The frontend half of PostgreSQL's wire protocol, as much of it as prepared statements need.
// https://www.postgresql.org/docs/18/protocol-message-formats.html

/** Writes messages one behind the other into a buffer that is used again and again. */
export class MessageWriter {
  #buffer = Buffer.allocUnsafe(FIRST_BYTES)
  #at = 0

  /** The bytes that were written. They are overwritten by what is written next. */
  take(): Uint8Array {
    const message = this.#buffer.subarray(0, this.#at)
    this.#at = 0
    // One huge statement must not keep its memory for ever.
    if (this.#buffer.length > KEPT_BYTES) this.#buffer = Buffer.allocUnsafe(FIRST_BYTES)
    return message
  }

  /** Prepares a statement under a name. The server finds out the types of the parameters. */
  parse(name: string, text: string): this {
    const start = this.#begin("P")
    this.#string(name)
    this.#string(text)
    this.#int16(0)
    return this.#end(start)
  }

  /** Asks for the types of a prepared statement's parameters and columns. */
  describe(name: string): this {
    return this.#named("D", name)
  }

  close(name: string): this {
    return this.#named("C", name)
  }

  /** Binds parameters, as text, to a prepared statement. The columns come back as text, too. */
  bind(name: string, parameters: ReadonlyArray<string | null>): this {
    const start = this.#begin("B")
    this.#string("")
    this.#string(name)
    this.#int16(0)
    this.#int16(parameters.length)
    for (const parameter of parameters) this.#parameter(parameter)
    this.#int16(0)
    return this.#end(start)
  }

  execute(): this {
    const start = this.#begin("E")
    this.#string("")
    this.#int32(0)
    return this.#end(start)
  }

  sync(): this {
    return this.#end(this.#begin("S"))
  }

  /** One or more statements without parameters, in one implicit transaction. */
  query(text: string): this {
    const start = this.#begin("Q")
    this.#string(text)
    return this.#end(start)
  }

  #named(type: string, name: string): this {
    const start = this.#begin(type)
    this.#room(1)
    this.#buffer[this.#at++] = STATEMENT
    this.#string(name)
    return this.#end(start)
  }

  #begin(type: string): number {
    this.#room(5)
    this.#buffer[this.#at++] = type.charCodeAt(0)
    this.#at += 4
    return this.#at - 4
  }

  #end(start: number): this {
    this.#buffer.writeInt32BE(this.#at - start, start)
    return this
  }

  #parameter(value: string | null): void {
    if (value === null) {
      this.#int32(-1)
      return
    }
    this.#room(4 + value.length * BYTES_PER_UNIT_MAX)
    const length = this.#buffer.write(value, this.#at + 4, "utf8")
    this.#buffer.writeInt32BE(length, this.#at)
    this.#at += 4 + length
  }

  #string(value: string): void {
    this.#room(1 + value.length * BYTES_PER_UNIT_MAX)
    this.#at += this.#buffer.write(value, this.#at, "utf8")
    this.#buffer[this.#at++] = 0
  }

  #int16(value: number): void {
    this.#room(2)
    this.#at = this.#buffer.writeUInt16BE(value, this.#at)
  }

  #int32(value: number): void {
    this.#room(4)
    this.#at = this.#buffer.writeInt32BE(value, this.#at)
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#at + bytes, this.#buffer.length * 2))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
  }
}

const FIRST_BYTES = 64 * 1024
const KEPT_BYTES = 4 * 1024 * 1024

const STATEMENT = "S".charCodeAt(0)

/** A UTF-16 unit becomes three bytes of UTF-8 at most. */
const BYTES_PER_UNIT_MAX = 3
