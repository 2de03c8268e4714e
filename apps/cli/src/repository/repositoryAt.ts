// The git repository around a directory, read off its files: git may be missing, and asking it would cost every command.
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { gitConfig } from "./gitConfig.ts"

/** A git repository, as a project is made of it. */
export interface Repository {
  /** The directory that stands for it, without links: its main worktree, or its git directory where there is none. */
  readonly path: string
  /** The worktree at hand. */
  readonly worktree: string
  /** The git directory that all its worktrees share. */
  readonly common: string
}

/**
 * The git repository that a directory is in. All its worktrees are the same repository, and a submodule is one of its
 * own. `GIT_DIR` is not asked: in a hook it names the repository that the directory is in anyway.
 */
export const repositoryAt = (directory: string): Repository | undefined => {
  for (let at = canonical(directory); ; at = dirname(at)) {
    const found = repositoryIn(at)
    if (found !== undefined) return { ...found, path: canonical(found.path), worktree: at }
    if (at === dirname(at)) return undefined
  }
}

/** The path without links; as it is where it leads nowhere. */
export const canonical = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

/** Whether git keeps a repository in this directory: objects, references, and what is checked out. */
export const isGitDirectory = (path: string): boolean =>
  kindOf(join(path, "objects")) === "directory" &&
  kindOf(join(path, "refs")) === "directory" &&
  existsSync(join(path, "HEAD"))

const repositoryIn = (at: string): Omit<Repository, "worktree"> | undefined => {
  const git = join(at, ".git")
  switch (kindOf(git)) {
    case "directory":
      return { path: at, common: git }
    case "file":
      return behind(at, gitDirectoryIn(git))
    default:
      return isGitDirectory(at) ? { path: mainWorktree(at) ?? at, common: at } : undefined
  }
}

/** What the `.git` file of a worktree leads to: that of a linked worktree, of a submodule, or a git directory elsewhere. */
const behind = (at: string, git: string | undefined): Omit<Repository, "worktree"> => {
  if (git === undefined) return { path: at, common: join(at, ".git") }
  const shared = sharedBy(git)
  return shared === undefined
    ? { path: mainWorktree(git) ?? at, common: git }
    : { path: mainWorktree(shared) ?? shared, common: shared }
}

/** Where the `.git` file leads. Everything behind the first words is the path, line breaks and all. */
const gitDirectoryIn = (file: string): string | undefined => {
  const path = /^gitdir: (.+)$/s.exec(read(file))?.[1]
  return path === undefined ? undefined : resolve(dirname(file), withoutLineEnd(path))
}

/** What a linked worktree shares with the others. A main worktree that was moved is named as it was. */
const sharedBy = (git: string): string | undefined => {
  const shared = withoutLineEnd(read(join(git, "commondir")))
  if (shared !== "") return resolve(git, shared)
  return existsSync(git) ? undefined : /^(.+)\/worktrees\/[^/]+$/s.exec(git)?.[1]
}

/** The main worktree of a git directory. A bare one has none, but the directory it is hidden in stands for it. */
const mainWorktree = (common: string): string | undefined => {
  const parent = dirname(common)
  if (basename(common) === ".git") return parent
  const configured = gitConfig(common).get("core.worktree")?.at(-1)
  if (configured !== undefined) return resolve(common, configured)
  // `.bare` beside its worktrees, or with a `.git` file beside it that leads there.
  const isHidden = basename(common).startsWith(".") || gitDirectoryIn(join(parent, ".git")) === common
  return isHidden ? parent : undefined
}

const withoutLineEnd = (text: string): string => text.replace(/\r?\n$/, "")

const kindOf = (path: string): "directory" | "file" | undefined => {
  try {
    return statSync(path).isDirectory() ? "directory" : "file"
  } catch {
    return undefined
  }
}

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
