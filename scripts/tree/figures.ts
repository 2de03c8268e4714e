import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./workspacePackages.ts"

/** A figure that a page quotes: `<!-- evidence: owners/figure -->0 overlaps<!-- /evidence -->`. */
export interface Figure {
  /** The file in `evidence/`, and the way to the value in it. */
  readonly source: string
  /** What the page says. */
  readonly quoted: string
  /** What the file says. Undefined: there is no such file, or no such value in it. */
  readonly found: string | undefined
}

export const figuresIn = (text: string): ReadonlyArray<Figure> =>
  [...text.matchAll(quotation)].map(([, source, quoted]) => ({
    source: source!,
    quoted: quoted!,
    found: foundAt(source!)
  }))

/** The page with what the files say now. What they do not say stays as it is. */
export const withFigures = (text: string): string =>
  text.replace(quotation, (whole, source: string, quoted: string) =>
    whole.replace(`-->${quoted}<!--`, () => `-->${foundAt(source) ?? quoted}<!--`)
  )

const quotation = /<!-- evidence: (.+?) -->(.*?)<!-- \/evidence -->/g

const foundAt = (source: string): string | undefined => {
  const [name, ...keys] = source.split("/")
  const file = join(root, "evidence", `${name}.json`)
  if (!existsSync(file)) return undefined
  const value = keys.reduce<any>((at, key) => at?.[key], JSON.parse(readFileSync(file, "utf8")))
  if (typeof value === "number") return value.toLocaleString("en-US")
  // A bar would end the cell of a table.
  return typeof value === "string" ? value.replaceAll("|", "\\|") : undefined
}
