import { existsSync, readFileSync, statSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"

/**
 * The git repository a command is typed in: the nearest directory upwards that has a `.git`. Whoever works in a worktree
 * works in its repository, so they share its project.
 */
export const repositoryHere = (directory = process.cwd()): string | undefined => {
  for (let at = directory; ; at = dirname(at)) {
    const git = join(at, ".git")
    if (existsSync(git)) return statSync(git).isDirectory() ? at : mainOf(at, git)
    if (at === dirname(at)) return undefined
  }
}

/** Where the `.git` file of a worktree leads. A submodule has such a file too, and is a repository of its own. */
const mainOf = (worktree: string, file: string): string => {
  const gitdir = /^gitdir: (.+)$/m.exec(readFileSync(file, "utf8"))?.[1]
  if (gitdir === undefined) return worktree
  const own = resolve(worktree, gitdir.trim())
  const common = join(own, "commondir")
  if (!existsSync(common)) return worktree
  const shared = resolve(own, readFileSync(common, "utf8").trim())
  return basename(shared) === ".git" ? dirname(shared) : shared
}
