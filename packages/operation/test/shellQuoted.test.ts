import { execFileSync } from "node:child_process"
import { shellArgument, shellQuoted } from "@genie/operation"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

/** The words that a shell makes of a line. */
const wordsOf = (shell: string, line: string, locale = "C"): ReadonlyArray<string> =>
  execFileSync(shell, ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8", env: { ...process.env, LC_ALL: locale } })
    .split("\0")
    .slice(0, -1)

describe("a word of a printed command", () => {
  it("is one word for the shell, and the same, whatever is in it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, unit: "grapheme" }).filter((word) => !word.includes("\0"))),
        (words) => {
          expect(wordsOf("bash", ["x", ...words].map(shellQuoted).join(" "))).toEqual(["x", ...words])
        }
      ),
      { numRuns: 60 }
    )
  })

  it("is quoted where a shell would do something with it", () => {
    const hostile = ["$(reboot)", "`reboot`", "a; reboot", "a b", "it's", "a\nb", "*", "~", "#", "!x", "", "a=$b", "\\"]

    expect(wordsOf("bash", hostile.map(shellQuoted).join(" "))).toEqual(hostile)
    for (const word of hostile) expect(shellQuoted(word)).not.toBe(word)
    for (const word of ["draft", "SHOP-12", "agent:engineer-1", "./agent.sh", "in_test", "--json"])
      expect(shellQuoted(word)).toBe(word)
  })

  it("shows what a terminal would obey", () => {
    const word = "a\u001b[31m\u202eb'c\\"

    expect(shellQuoted(word)).not.toMatch(/[\u0000-\u001f\u202e]/)
    for (const locale of ["C", "C.UTF-8"]) expect(wordsOf("bash", shellQuoted(word), locale)).toEqual([word])
  })

  it("is no flag where it is the last argument", () => {
    expect(shellArgument("-x")).toBe("-- -x")
    expect(shellArgument("in test")).toBe("'in test'")
  })
})
