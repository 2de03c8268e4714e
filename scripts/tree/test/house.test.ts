import { expect, it } from "vitest"
import { beginsLate, commentSentences } from "../house/commentSentences.ts"
import { houseFigures } from "../house/houseFigures.ts"

it.each(houseFigures())("the house has no more of this than it had: $name", ({ most, value }) => {
  expect(value).toBeLessThanOrEqual(most)
})

it("a sentence whose noun comes late is found in every kind of comment", () => {
  const source = [
    "/** Whoever asks is answered at once. A lock is taken. */",
    "// The first line of a comment",
    "// goes on. What it says is lost here.",
    "const text = 'Nobody reads this text here'"
  ]

  expect(commentSentences(source.join("\n")).filter(beginsLate)).toEqual([
    "Whoever asks is answered at once.",
    "What it says is lost here."
  ])
})
