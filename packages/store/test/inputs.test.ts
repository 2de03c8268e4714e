import { Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  DirectoryPath,
  Handle,
  handleOf,
  handleProblem,
  Instant,
  Line,
  NAME_LENGTH_MAX,
  Text,
  WebAddress
} from "../src/model/index.ts"

const takes = (schema: Schema.Top, value: unknown) => Schema.is(schema)(value)

describe("A name", () => {
  const Name = Schema.is(Line(NAME_LENGTH_MAX))

  it.each(["mail", "Nächtlich", "日本語", "a b", "🦩".repeat(NAME_LENGTH_MAX), "'; drop table"])(
    "may be %j",
    (name) => {
      expect(Name(name)).toBe(true)
    }
  )

  it.each([
    "",
    " ",
    "\t",
    " mail",
    "mail ",
    "mail\n",
    "a\nb",
    "a\rb",
    "a\u2028b",
    "a\u0085b",
    "\u00a0",
    "\u3000a",
    "\ufeffa",
    "a\0",
    "\ud800",
    "a\udc00b",
    "a\u001b[31mb",
    "a\u202eb",
    "a\u2066b",
    "x".repeat(NAME_LENGTH_MAX + 1),
    "🦩".repeat(NAME_LENGTH_MAX + 1)
  ])("is never %j", (name) => {
    expect(Name(name)).toBe(false)
  })
})

describe("A text", () => {
  it("has lines, tabs and the colours of a terminal, and neither NUL nor half a character", () => {
    const lines = Text(100)

    expect(["a\nb\tc", "\u001b[31mred\u001b[0m\f", ""].map((text) => takes(lines, text))).toStrictEqual([
      true,
      true,
      true
    ])
    expect(["a\0", "\ud83e", "x".repeat(101)].map((text) => takes(lines, text))).toStrictEqual([false, false, false])
  })
})

describe("A handle", () => {
  it.each(["ana", "engineer-1", "joão", "李雷", "ユーザー1", "ana@example.com", "7", "a.b_c+d"])(
    "may be %s",
    (handle) => {
      expect(handleProblem(handle)).toBeUndefined()
      expect(handleOf(handle)).toBe(handle)
    }
  )

  it.each([
    ["a zero-width space", "an\u200ba"],
    ["a zero-width joiner", "an\u200da"],
    ["a soft hyphen", "an\u00ada"],
    ["a variation selector", "ana\ufe0f"],
    ["a combining grapheme joiner", "an\u034fa"],
    ["a filler that is a letter", "\u115fana"],
    ["a tag character", "ana\u{e0061}"],
    ["a byte order mark", "\ufeffana"],
    ["a mark of direction", "ana\u200f"],
    ["a Cyrillic letter among Latin ones", "аna"],
    ["a Greek letter among Latin ones", "anα"],
    ["full-width letters", "ａｎａ"],
    ["mathematical letters", "𝐚𝐧𝐚"],
    ["a letter in two parts", "joa\u0303o"],
    ["a blank", "ana s"],
    ["a line break", "a\nb"],
    ["a NUL", "ana\0"],
    ["half a character", "ana\ud800"],
    ["a sign of the shell", "ana;rm"],
    ["a slash", "a/b"],
    ["a colon", "agent:robot"],
    ["a dash at its beginning", "-ana"],
    ["nothing", ""]
  ])("never has %s", (_, handle) => {
    expect(takes(Handle, handle)).toBe(false)
    expect(handleProblem(handle)).not.toBeUndefined()
  })

  it("is made of any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(handleProblem(handleOf(text))).toBeUndefined()
      })
    )
  })
})

describe("The address of a page", () => {
  it.each(["https://example.com/1?a=b#c", "http://localhost:3000", "https://[::1]/x", "https://ünï.example/ö"])(
    "may be %s",
    (address) => {
      expect(takes(WebAddress, address)).toBe(true)
    }
  )

  it.each([
    "javascript:alert(1)",
    "JavaScript://%0aalert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "//evil.example",
    "/path",
    "evil.example",
    "http:/evil.example",
    "https:evil.example",
    "https:\\\\evil",
    "https://",
    " https://a.example",
    "https://a.example\n",
    "java\nscript:x",
    "https://ana:secret@example.com",
    "https://bank.example@evil.example",
    "ftp://a.example",
    "mailto:a@b.c",
    "blob:https://a.example/x",
    "",
    "https://exa mple.com"
  ])("is never %j", (address) => {
    expect(takes(WebAddress, address)).toBe(false)
  })
})

describe("An instant and a path", () => {
  it("are within what the database and the system take", () => {
    const instants = [
      "0001-01-01T00:00:00Z",
      "9999-12-31T23:59:59Z",
      "+010000-01-01T00:00:00Z",
      "-000001-01-01T00:00:00Z",
      "x"
    ]

    expect(instants.map((text) => takes(Instant, new Date(text)))).toStrictEqual([true, true, false, false, false])
    expect(["/a", "/日".repeat(1_025), "", "/a\0"].map((path) => takes(DirectoryPath, path))).toStrictEqual([
      true,
      false,
      false,
      false
    ])
  })
})
