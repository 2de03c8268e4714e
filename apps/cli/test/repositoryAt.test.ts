// Which repository a directory is in, and what it is recognized by, whatever git has made of it.
import { chownSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { repositoryAt } from "../src/repository/repositoryAt.ts"
import { traitsOf } from "../src/repository/traitsOf.ts"
import { git, repositoryWith } from "./git.ts"

let root: string

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "genie-git-")))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const pathAt = (directory: string) => repositoryAt(directory)?.path
const traitsAt = (directory: string) => traitsOf(repositoryAt(directory)!).traits

/** With these variables set. */
const within = <A>(variables: Readonly<Record<string, string>>, done: () => A): A => {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  try {
    return done()
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

describe("the repository of a directory", () => {
  it("is that of its subdirectories, of a link to it, and of its linked worktrees", () => {
    const shop = repositoryWith(join(root, "shop"))
    mkdirSync(join(shop, "src/deep"), { recursive: true })
    symlinkSync(shop, join(root, "link"))
    git(shop, "worktree", "add", "--quiet", join(root, "feature"))

    const places = [
      shop,
      join(shop, "src/deep"),
      join(root, "link/src"),
      join(root, "feature"),
      join(shop, ".git/refs")
    ]

    expect(places.map(pathAt)).toEqual(places.map(() => shop))
    expect(pathAt(root)).toBeUndefined()
  })

  it("is one for all worktrees of a bare repository, hidden beside them or not", () => {
    const shop = repositoryWith(join(root, "shop"))
    const hidden = join(root, "hidden")
    git(root, "clone", "--quiet", "--bare", shop, join(hidden, ".bare"))
    const open = join(root, "open.git")
    git(root, "clone", "--quiet", "--bare", shop, open)
    const pointed = join(root, "pointed")
    git(root, "clone", "--quiet", "--bare", shop, join(pointed, "store"))
    git(root, "init", "--quiet", "--separate-git-dir", join(pointed, "store"), pointed)
    git(join(hidden, ".bare"), "worktree", "add", "--quiet", join(hidden, "main"))
    git(open, "worktree", "add", "--quiet", join(root, "open-main"))
    git(join(pointed, "store"), "worktree", "add", "--quiet", "--force", join(pointed, "feature"), "-b", "feature")

    expect(["main", ".bare"].map((name) => pathAt(join(hidden, name)))).toEqual([hidden, hidden])
    expect([open, join(open, "hooks"), join(root, "open-main")].map(pathAt)).toEqual([open, open, open])
    expect([pointed, join(pointed, "feature")].map(pathAt)).toEqual([pointed, pointed])
    expect(traitsAt(join(hidden, "main")).firstCommit).toBe(traitsAt(shop).firstCommit)
    expect(traitsAt(open)).toEqual({ origin: shop, firstCommit: traitsAt(shop).firstCommit })
  })

  it("of a submodule is one of its own, and so is one inside another", () => {
    const part = repositoryWith(join(root, "part"))
    const shop = repositoryWith(join(root, "shop"))
    git(shop, "submodule", "--quiet", "add", part, "vendor/part")
    const submodule = join(shop, "vendor/part")
    git(submodule, "worktree", "add", "--quiet", join(root, "part-feature"))
    const inside = repositoryWith(join(shop, "tools/inside"))

    expect([submodule, join(root, "part-feature"), inside].map(pathAt)).toEqual([submodule, submodule, inside])
    expect(traitsAt(submodule)).toEqual({ origin: part, firstCommit: traitsAt(part).firstCommit })
  })

  it("is found in a directory of any name", () => {
    const named = join(root, "größer, $HOME `x` and\ntwo lines \u{1f4da}")
    const shop = repositoryWith(named)
    git(shop, "worktree", "add", "--quiet", join(root, "feature"))

    expect(pathAt(join(root, "feature"))).toBe(named)
    expect(traitsAt(join(root, "feature")).firstCommit).toMatch(/^[0-9a-f]{40}$/)
  })

  it("is the one the directory is in, also in a hook of another", () => {
    const shop = repositoryWith(join(root, "shop"))
    const other = repositoryWith(join(root, "other"))
    const hook = { GIT_DIR: join(other, ".git"), GIT_WORK_TREE: other, GIT_INDEX_FILE: join(other, ".git/index") }

    const [path, traits] = within(hook, () => [pathAt(shop), traitsAt(shop)])

    expect(path).toBe(shop)
    expect(traits).toEqual(traitsAt(shop))
  })

  it("that was moved is named by its worktrees as it was, as git does", () => {
    const shop = repositoryWith(join(root, "shop"))
    git(shop, "worktree", "add", "--quiet", join(root, "feature"))
    renameSync(shop, join(root, "store"))

    expect([join(root, "store"), join(root, "feature")].map(pathAt)).toEqual([join(root, "store"), shop])
  })
})

describe("a repository is recognized", () => {
  it("by its remote without the password, and by its first commit", () => {
    const shop = repositoryWith(join(root, "shop"))
    const first = git(shop, "rev-parse", "HEAD")
    git(shop, "commit", "--quiet", "--allow-empty", "--message", "Go on")
    git(shop, "remote", "add", "fork", "https://example.com/else.git")
    git(shop, "remote", "add", "origin", "https://ana:hunter2@example.com/ana/shop.git")

    expect(traitsAt(shop)).toEqual({ origin: "example.com/ana/shop", firstCommit: first })
    git(shop, "remote", "remove", "origin")
    expect(traitsAt(shop).origin).toBe("example.com/else")
  })

  it("by the directory that it was cloned from, without links", () => {
    const shop = repositoryWith(join(root, "shop"))
    symlinkSync(shop, join(root, "link"))
    git(root, "clone", "--quiet", join(root, "link"), join(root, "clone"))

    expect(traitsAt(join(root, "clone"))).toEqual({ origin: shop, firstCommit: traitsAt(shop).firstCommit })
  })

  it("by its remote alone, where its first commit is not there: a shallow clone, or one without commits", () => {
    const shop = repositoryWith(join(root, "shop"))
    git(shop, "commit", "--quiet", "--allow-empty", "--message", "Go on")
    git(root, "clone", "--quiet", "--depth", "1", `file://${shop}`, join(root, "shallow"))
    const empty = join(root, "empty")
    git(root, "init", "--quiet", empty)

    expect(traitsAt(join(root, "shallow"))).toEqual({ origin: shop })
    expect(traitsAt(empty)).toEqual({})
  })

  it("by its remote alone, where git is missing or does not trust whoever owns the directory", (test) => {
    const shop = repositoryWith(join(root, "shop"))
    git(shop, "remote", "add", "origin", "https://example.com/ana/shop.git")
    const withoutGit = within({ PATH: root }, () => traitsAt(shop))
    expect(withoutGit).toEqual({ origin: "example.com/ana/shop" })
    if (process.getuid?.() !== 0) test.skip("only root gives a directory to somebody else")

    for (const path of [shop, join(shop, ".git")]) chownSync(path, 12_345, 12_345)
    const untrusted = within({ HOME: root }, () => traitsAt(shop))

    expect(untrusted).toEqual({ origin: "example.com/ana/shop" })
  })

  it("by nothing, where something only looks like a repository", () => {
    repositoryWith(root)
    mkdirSync(join(root, "shop/.git"), { recursive: true })

    expect(pathAt(join(root, "shop"))).toBe(join(root, "shop"))
    expect(traitsAt(join(root, "shop"))).toEqual({})
  })

  it("not surely by a first commit that is empty or the only one, which a script makes in many repositories", () => {
    const shop = repositoryWith(join(root, "shop"))
    const empty = join(root, "empty")
    git(root, "init", "--quiet", empty)
    git(empty, "commit", "--quiet", "--allow-empty", "--message", "Begin")
    const isRare = () => [shop, empty].map((path) => traitsOf(repositoryAt(path)!).isFirstCommitRare)

    expect(isRare()).toEqual([false, false])
    for (const path of [shop, empty]) git(path, "commit", "--quiet", "--allow-empty", "--message", "Go on")
    expect(isRare()).toEqual([true, false])
  })
})
