import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { PgliteError } from "../src/driver/errors.ts"
import { MessageWriter } from "../src/wire/MessageWriter.ts"
import { type AnswerContext, readAnswer } from "../src/wire/readAnswer.ts"

describe("a statement on its way to the engine", () => {
  it("has every parameter with the length of its bytes, whatever it is written in", () => {
    const parameters = fc.array(fc.option(fc.string({ unit: "binary", maxLength: 200 }), { nil: null }), {
      maxLength: 20
    })
    fc.assert(
      fc.property(parameters, (sent) => {
        const message = Buffer.from(new MessageWriter().bind("s1", sent).take())

        expect(parametersIn(message)).toEqual(sent.map((text) => (text === null ? null : wellFormed(text))))
      })
    )
  })

  it("may be larger than the buffer, and the next one is written as if it had not been", () => {
    const writer = new MessageWriter()
    const large = "ö".repeat(3_000_000)

    const first = parametersIn(Buffer.from(writer.bind("s1", [large, null]).take()))
    const next = parametersIn(Buffer.from(writer.bind("s1", ["small"]).take()))

    expect(first).toEqual([large, null])
    expect(next).toEqual(["small"])
  })

  it("is followed by others without a gap", () => {
    const bytes = Buffer.from(new MessageWriter().parse("s1", "select 1").describe("s1").sync().take())

    expect(messagesIn(bytes)).toEqual(["P", "D", "S"])
  })
})

describe("an answer", () => {
  it("tells nothing from an empty text", () => {
    const { rows } = read([columns("a", "b", "c"), row(null, "", "x"), tag("SELECT 1")])

    expect(rows).toEqual([{ a: null, b: "", c: "x" }])
  })

  it("has its columns from the time it was prepared, when they are not said again", () => {
    const statement = {}
    read([columns("a"), row("first"), tag("SELECT 1")], { statement })

    const { rows } = read([row("second"), tag("SELECT 1")], { statement })

    expect(rows).toEqual([{ a: "second" }])
  })

  it.each([
    ["INSERT 0 5", 5n],
    ["UPDATE 3", 3n],
    ["DELETE 0", 0n],
    ["MERGE 7", 7n],
    ["SELECT 4", undefined],
    ["COMMIT", undefined]
  ])("says how many rows were written: %s", (text, affected) => {
    expect(read([tag(text)])).toEqual({ rows: [], command: text.split(" ")[0], affected })
  })

  it("that is an error is thrown with everything that the engine says of it", () => {
    const error = {
      S: "ERROR",
      V: "ERROR",
      C: "23505",
      M: "duplicate key",
      D: "Key (id)=(1)",
      t: "orders",
      n: "orders_pkey"
    }

    expect(() => read([message("E", fields(error))])).toThrow(
      expect.objectContaining({ code: "23505", message: "duplicate key", table: "orders", constraint: "orders_pkey" })
    )
  })

  it("that fails after some rows is an error all the same", () => {
    const answer = [columns("a"), row("1"), message("E", fields({ C: "22012", M: "division by zero" }))]

    expect(() => read(answer)).toThrow(PgliteError)
  })

  it("brings what was announced meanwhile", () => {
    const heard: Array<readonly [string, string]> = []
    const announced = message("A", [int32(7), zeroEnded("orders"), zeroEnded("ü")])

    read([announced, tag("COMMIT")], { onNotification: (channel, payload) => heard.push([channel, payload]) })

    expect(heard).toEqual([["orders", "ü"]])
  })

  it("of many rows is read with pauses, and is whole after them", () => {
    const count = 1_000
    const bytes = Buffer.concat([
      columns("n"),
      ...Array.from({ length: count }, (_, n) => row(String(n))),
      tag("SELECT")
    ])

    const reading = readAnswer<{ n: string }>(bytes, 0, bytes.length, context())
    let pauses = 0
    let step = reading.next()
    for (; !step.done; step = reading.next()) pauses++

    expect(pauses).toBeGreaterThan(1)
    expect(step.value.rows.map(({ n }) => Number(n))).toEqual(Array.from({ length: count }, (_, n) => n))
  })
})

const context = (own: Partial<AnswerContext> = {}): AnswerContext => ({
  parserOf: () => (text) => text,
  onNotification: () => {},
  statement: {},
  ...own
})

const read = (messages: ReadonlyArray<Buffer>, own: Partial<AnswerContext> = {}) => {
  // Somebody else's answer stands before it and behind it.
  const others = message("Z", [Buffer.from("I")])
  const bytes = Buffer.concat([others, ...messages, others])
  const reading = readAnswer(bytes, others.length, bytes.length - others.length, context(own))
  let step = reading.next()
  while (!step.done) step = reading.next()
  return step.value
}

const message = (type: string, parts: ReadonlyArray<Buffer>): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}

const columns = (...names: ReadonlyArray<string>): Buffer =>
  message("T", [int16(names.length), ...names.flatMap((name) => [zeroEnded(name), Buffer.alloc(18)])])

const row = (...values: ReadonlyArray<string | null>): Buffer =>
  message("D", [
    int16(values.length),
    ...values.flatMap((value) => (value === null ? [int32(-1)] : [int32(Buffer.byteLength(value)), Buffer.from(value)]))
  ])

const tag = (text: string): Buffer => message("C", [zeroEnded(text)])

const fields = (texts: Readonly<Record<string, string>>): ReadonlyArray<Buffer> => [
  ...Object.entries(texts).map(([letter, text]) => zeroEnded(`${letter}${text}`)),
  Buffer.alloc(1)
]

const zeroEnded = (text: string): Buffer => Buffer.from(`${text}\0`)

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

/** Half of a pair of units stands for nothing, and is written as the sign for that. */
const wellFormed = (text: string): string => Buffer.from(text, "utf8").toString("utf8")

/** As a server would read them: Bind has the portal, the statement, formats, the parameters, and formats. */
const parametersIn = (bytes: Buffer): ReadonlyArray<string | null> => {
  expect(bytes.toString("latin1", 0, 1)).toBe("B")
  expect(bytes.readInt32BE(1)).toBe(bytes.length - 1)
  let at = 5
  for (let names = 0; names < 2; names++) at = bytes.indexOf(0, at) + 1
  expect(bytes.readInt16BE(at)).toBe(0)
  const count = bytes.readUInt16BE(at + 2)
  at += 4
  const found = Array.from({ length: count }, () => {
    const length = bytes.readInt32BE(at)
    at += 4 + Math.max(length, 0)
    return length < 0 ? null : bytes.toString("utf8", at - length, at)
  })
  expect(bytes.readInt16BE(at)).toBe(0)
  expect(at + 2).toBe(bytes.length)
  return found
}

const messagesIn = (bytes: Buffer): ReadonlyArray<string> => {
  const types: Array<string> = []
  for (let at = 0; at < bytes.length; at += 1 + bytes.readInt32BE(at + 1)) types.push(String.fromCharCode(bytes[at]!))
  return types
}
