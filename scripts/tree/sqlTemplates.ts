import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root, workspacePackages } from "./workspacePackages.ts"

/** A `sql` template that is run although no test prepares it: `packages/store/src/feed/Notifications.ts:137`. */
export type Place = string

/**
 * Every `sql` template of the sources whose columns nothing checks.
 *
 * A template is checked as a part of a statement that is declared with `statement(…)`, or of a fragment: a declaration of a
 * file that neither runs a statement nor waits for one, so that it can only be put into one.
 */
export const uncheckedTemplates = (): ReadonlyArray<Place> =>
  workspacePackages.flatMap(({ sources }) =>
    sources.flatMap((path) => uncheckedIn(readFileSync(join(root, path), "utf8")).map((line) => `${path}:${line}`))
  )

/** The lines on which such templates begin. */
export const uncheckedIn = (source: string): ReadonlyArray<number> => {
  let line = 1
  return source.split(declarationStart).flatMap((declaration) => {
    const first = line
    line += declaration.split("\n").length - 1
    if (isChecked(declaration)) return []
    return [...declaration.matchAll(template)].map(
      ({ index }) => first + declaration.slice(0, index).split("\n").length - 1
    )
  })
}

/** The formatter indents all that is inside a declaration. */
const declarationStart = /^(?=(?:export |const |let |class |abstract |async |function |interface |type |\/\*\*))/m

const template = /(?<![`'"\w.])sql(?:<[^`()]*>)?`/g

const isChecked = (declaration: string): boolean =>
  declaration.startsWith("/**") ||
  /^(?:export )?const \w+ = statement\(/.test(declaration) ||
  !/\bdb\.|\byield\*|\.execute\(|\bEffect\./.test(declaration)
