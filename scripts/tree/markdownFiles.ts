import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "./workspacePackages.ts"

/** A block of code on a page. */
export interface CodeBlock {
  /** The page and the line: `docs/library.md:7`. */
  readonly place: string
  /** What stands after the fence: `ts`, `ts run`. */
  readonly info: string
  readonly code: string
}

export interface MarkdownFile {
  readonly path: string
  readonly text: string
  readonly blocks: ReadonlyArray<CodeBlock>
}

/** Every page that git knows or would take up. */
export const markdownFiles = (): ReadonlyArray<MarkdownFile> =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.md"], {
    cwd: root,
    encoding: "utf8"
  })
    .split("\0")
    .filter((path) => path !== "" && existsSync(join(root, path)))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8")
      return { path, text, blocks: blocksOf(path, text) }
    })

function blocksOf(path: string, text: string): ReadonlyArray<CodeBlock> {
  return [...text.matchAll(/^```([^\n`]*)\n(.*?)^```$/gms)].map((match) => ({
    place: `${path}:${text.slice(0, match.index).split("\n").length}`,
    info: match[1]!.trim(),
    code: match[2]!
  }))
}
