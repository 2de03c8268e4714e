import { execFileSync } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"

/** Runs git in a directory, whatever the configuration of this user. Answers what it printed. */
export const git = (cwd: string, ...args: ReadonlyArray<string>): string =>
  execFileSync("git", ["-c", "protocol.file.allow=always", ...args], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "Ana",
      GIT_AUTHOR_EMAIL: "ana@example.com",
      GIT_COMMITTER_NAME: "Ana",
      GIT_COMMITTER_EMAIL: "ana@example.com"
    }
  }).trim()

/** Makes a repository with one commit, unlike those of other directories. Answers its path. */
export const repositoryWith = (path: string): string => {
  mkdirSync(path, { recursive: true })
  git(path, "init", "--quiet", "--initial-branch=main")
  writeFileSync(join(path, "README.md"), `${basename(path)}\n`)
  git(path, "add", ".")
  git(path, "commit", "--quiet", "--message", `Begin ${path}`)
  return path
}
