import { describe, expect, it } from "vitest"
import { wrapped } from "../src/views/wrapped.ts"

describe("a text on lines that fit", () => {
  it("keeps code as it is, between fences and behind four spaces", () => {
    const code = ["```ts", "    const aVeryLongName = anotherVeryLongName(withManyArguments)", "```"]
    const behind = "    git rebase --interactive --autosquash main"

    expect(wrapped([...code, behind].join("\n"), 20)).toEqual([...code, behind])
  })

  it("puts what follows under what it belongs to", () => {
    expect(wrapped("- [ ] water the plants in the garden", 20)).toEqual([
      "- [ ] water the",
      "      plants in the",
      "      garden"
    ])
    expect(wrapped("  two words more than fit", 14)).toEqual(["  two words", "  more than", "  fit"])
  })

  it("is left alone where nobody watches", () => {
    expect(wrapped("a ".repeat(100), Number.POSITIVE_INFINITY)).toHaveLength(1)
  })
})
