import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { isAbsolute, join, resolve } from "node:path"
import { originOf } from "@genie/identity/contract"
import { lineProblem, URL_LENGTH_MAX } from "@genie/store/model"
import { gitConfig } from "./gitConfig.ts"
import { canonical, isGitDirectory, type Repository } from "./repositoryAt.ts"

/** How long git may look for the first commit. The longest histories take a second or two. */
const GIT_WAIT_MS = 5_000

/** What is the same of a repository wherever it lies. What cannot be found out is left out. */
export interface Traits {
  readonly origin?: string
  readonly firstCommit?: string
}

/**
 * What a repository is recognized by: its remote, which is read off its configuration, and its first commit, for which
 * git is asked once.
 */
export const traitsOf = (repository: Repository): { readonly traits: Traits; readonly isFirstCommitRare: boolean } => {
  const origin = remoteOf(repository)
  const { id, isRare = false } = firstCommitOf(repository) ?? {}
  return {
    traits: { ...(origin !== undefined && { origin }), ...(id !== undefined && { firstCommit: id }) },
    isFirstCommitRare: isRare
  }
}

/** The remote called `origin`, or the first there is. One that is a directory is named without links. */
const remoteOf = ({ common, worktree }: Repository): string | undefined => {
  const config = gitConfig(common)
  const name = config.has("remote.origin.url") ? "remote.origin.url" : [...config.keys()].find(isRemote)
  const address = name === undefined ? undefined : config.get(name)?.[0]
  if (address === undefined || address === "") return undefined
  const origin = originOf(address.startsWith(".") ? resolve(worktree, address) : address)
  const named = isAbsolute(origin) ? canonical(origin) : origin
  return lineProblem(named) === undefined && named.length <= URL_LENGTH_MAX ? named : undefined
}

const isRemote = (key: string): boolean => /^remote\..+\.url$/s.test(key)

/**
 * The oldest commit without a parent. A shallow clone does not have it, and shows the oldest it has instead.
 *
 * Commits with the same files that a script makes in the same second are one commit, in whatever repository. So one
 * without files, or without a later commit, is not rare.
 */
const firstCommitOf = ({ common, worktree }: Repository) => {
  if (!isGitDirectory(common) || existsSync(join(common, "shallow"))) return undefined
  const { status, stdout } = spawnSync(
    "git",
    ["--no-replace-objects", "-C", worktree, "rev-list", "--max-parents=0", "--children", "--format=%T", "HEAD"],
    { encoding: "utf8", env: environment(), stdio: ["ignore", "pipe", "ignore"], timeout: GIT_WAIT_MS }
  )
  const [, id, children, tree] = /commit ([0-9a-f]+)([0-9a-f ]*)\n([0-9a-f]+)\n$/.exec(status === 0 ? stdout : "") ?? []
  return id === undefined ? undefined : { id, isRare: children !== "" && !EMPTY_TREES.has(tree!) }
}

/** The tree of a commit without files, by SHA-1 and by SHA-256. */
const EMPTY_TREES: ReadonlySet<string> = new Set([
  "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
  "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321"
])

/** In a hook, git's variables name a repository and its index; and nothing is to be fetched or asked for here. */
const environment = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
  GIT_NO_LAZY_FETCH: "1",
  GIT_TERMINAL_PROMPT: "0"
})
