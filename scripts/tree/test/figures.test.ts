import { expect, it } from "vitest"
import { figuresIn } from "../figures.ts"
import { markdownFiles } from "../markdownFiles.ts"

it("a page quotes what was measured last (otherwise: node scripts/tree/writeFigures.ts)", () => {
  const wrong = markdownFiles().flatMap(({ path, text }) =>
    figuresIn(text)
      .filter(({ found, quoted }) => found !== quoted)
      .map(({ found = "nothing", quoted, source }) => `${path}: ${source} is ${found}, and the page says ${quoted}`)
  )

  expect(wrong).toEqual([])
})
