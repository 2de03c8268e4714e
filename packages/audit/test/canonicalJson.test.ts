import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { canonicalBytesMax, canonicalJson, type Json, NotCanonical } from "../src/seal/canonicalJson.ts"

const details = { depthMax: 64, bytesMax: canonicalBytesMax.details }
const spell = (value: unknown) => canonicalJson(value as Json, details)

/** The number with these IEEE 754 bits, as RFC 8785 writes them. */
const double = (hex: string) => Buffer.from(hex, "hex").readDoubleBE()

describe("canonical JSON is the one of RFC 8785", () => {
  it("section 3.2.2: literals, numbers and strings have one spelling", () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: the digits are those of the RFC.
      numbers: [333333333.33333329, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false]
    }

    expect(spell(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )
  })

  it("section 3.2.3: members are ordered by UTF-16 code units", () => {
    const value = {
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }

    expect([...spell(value).matchAll(/:"([^"]*)"/g)].map(([, name]) => name)).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh"
    ])
  })

  it.each([
    ["0000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"]
  ])("appendix B: the number %s is spelled %s", (bits, spelling) => {
    expect(spell(double(bits))).toBe(spelling)
  })
})

describe("canonical JSON refuses what readers would read differently", () => {
  it.each([
    ["NaN", double("7fffffffffffffff")],
    ["Infinity", double("7ff0000000000000")],
    ["negative zero", double("8000000000000000")],
    ["2^53", double("4340000000000000")],
    ["-2^53", double("c340000000000000")],
    ["1e23", double("44b52d02c7e14af6")],
    ["half of a surrogate pair", "\ud83d"],
    ["half of a surrogate pair in a name", { "\udead": 1 }],
    ["NUL", "a\0b"],
    ["a bigint", 1n],
    ["a date", new Date(0)],
    ["a map", new Map()],
    ["undefined in a list", [undefined]],
    ["a hole in a list", new Array(1)],
    ["a function", () => 1]
  ])("%s", (_, value) => {
    expect(() => spell({ items: [value] })).toThrow(NotCanonical)
  })

  it("says where", () => {
    expect(() => spell({ items: [{ price: 1 }, { price: Number.NaN }] })).toThrow("$.items[1].price: is NaN")
  })

  it("nesting beyond the limit, and none below it", () => {
    const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)])

    expect(canonicalJson(nested(16), { depthMax: 16, bytesMax: 100 })).toBe(`${"[".repeat(16)}1${"]".repeat(16)}`)
    expect(() => canonicalJson(nested(17), { depthMax: 16, bytesMax: 100 })).toThrow("nested too deep")
  })

  it("texts beyond the limit, counted in bytes", () => {
    expect(canonicalJson("éé", { depthMax: 1, bytesMax: 6 })).toBe('"éé"')
    expect(() => canonicalJson("ééé", { depthMax: 1, bytesMax: 6 })).toThrow("8 bytes long")
  })
})

const safeNumber = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => !Object.is(value, -0) && (!Number.isInteger(value) || Number.isSafeInteger(value)))
const safeString = fc.string({ unit: "grapheme" }).filter((value) => value.isWellFormed() && !value.includes("\0"))
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Json>(null, true, false),
    safeNumber,
    safeString,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(safeString, tie("value"), { maxKeys: 5, noNullPrototype: true })
  )
})).value

describe("canonical JSON of any value", () => {
  it("reads back as the same value", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(spell(value))).toStrictEqual(JSON.parse(JSON.stringify(value)))
      })
    )
  })

  it("is its own canonical spelling", () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(spell(JSON.parse(spell(value)))).toBe(spell(value))
      })
    )
  })

  it("does not depend on the order in which members were written", () => {
    fc.assert(
      fc.property(fc.dictionary(safeString, json, { noNullPrototype: true }), (value) => {
        expect(spell(Object.fromEntries(Object.entries(value).reverse()))).toBe(spell(value))
      })
    )
  })
})
