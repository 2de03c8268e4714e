// One project for each repository, whatever its layout, wherever it lies.
import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type Ended, type Home, home } from "./genie.ts"
import { git, repositoryWith } from "./git.ts"

const keysOf = (listed: Ended): ReadonlyArray<string> =>
  JSON.parse(listed.stdout).items.map(({ key }: { readonly key: string }) => key)

const projectsOf = async (it: Home): Promise<ReadonlyArray<string>> =>
  keysOf(await it.genieWith({ cwd: it.path }, "project", "list", "--json"))

/** A command in this directory, which does what it is told. */
const done = async (it: Home, cwd: string, ...args: ReadonlyArray<string>): Promise<Ended> => {
  const ended = await it.genieWith({ cwd }, ...args)
  expect(ended).toMatchObject({ exitCode: 0 })
  return ended
}

describe("a repository has one project", () => {
  it("for all worktrees of a bare one, and it is called like the directory", async () => {
    await using it = home()
    const source = repositoryWith(join(it.path, "source"))
    const shop = join(it.path, "corner")
    git(it.path, "clone", "--quiet", "--bare", source, join(shop, ".bare"))
    writeFileSync(join(shop, ".git"), "gitdir: ./.bare\n")
    for (const branch of ["one", "two"]) git(shop, "worktree", "add", "--quiet", join(shop, branch), "-b", branch)

    await done(it, join(shop, "one"), "task", "create", "Sell a book")
    await done(it, join(shop, "two"), "task", "create", "Buy a book")

    expect(keysOf(await done(it, shop, "task", "list", "--json"))).toEqual(["CORNER-2", "CORNER-1"])
    expect(await projectsOf(it)).toEqual(["CORNER"])
  })

  it("that is named by any directory in it, through links", async () => {
    await using it = home()
    const shop = repositoryWith(join(it.path, "shop"))
    mkdirSync(join(shop, "api"))
    symlinkSync(shop, join(it.path, "link"))

    await done(it, it.path, "task", "create", "Sell", "--repo-path", "link")
    await done(it, it.path, "task", "create", "Sell", "--repo-path", "shop/api")
    await done(it, shop, "task", "create", "Sell", "--repo-path", ".")
    const again = await it.genieWith({ cwd: it.path }, "project", "create", "Other", "--repo-path", "link/api")

    expect(keysOf(await done(it, it.path, "task", "list", "--repo-path", "link", "--json"))).toHaveLength(3)
    expect(again).toMatchObject({ exitCode: 3, stderr: `genie: Another project is already at ${shop}.\n` })
    expect(await projectsOf(it)).toEqual(["SHOP"])
  })

  it("that is not made of a directory which is not there", async () => {
    await using it = home()
    writeFileSync(join(it.path, "notes.txt"), "")
    const missing = join(it.path, "missing")

    const refusals = await Promise.all([
      it.genie("project", "create", "Shop", "--repo-path", missing),
      it.genie("task", "create", "Sell", "--repo-path", missing),
      it.genie("project", "create", "Shop", "--repo-path", join(it.path, "notes.txt"))
    ])

    const refused = (sentence: string) => ({ exitCode: 2, stdout: "", stderr: expect.stringContaining(sentence) })
    expect(refusals).toMatchObject([
      refused(`--repo-path: There is no directory ${missing}.`),
      refused(`--repo-path: There is no directory ${missing}.`),
      refused("notes.txt is a file.")
    ])
    expect(await projectsOf(it)).toEqual([])
  })

  it("also in a hook, where git says which repository is meant, and without git on the path", async () => {
    await using it = home()
    const shop = repositoryWith(join(it.path, "shop"))
    const hook = { GIT_DIR: ".git", GIT_INDEX_FILE: ".git/index", GIT_PREFIX: "" }

    await it.genieWith({ cwd: shop, env: hook }, "task", "create", "From a hook")
    await it.genieWith({ cwd: shop, env: { PATH: it.path } }, "task", "create", "Without git")

    expect(keysOf(await done(it, shop, "task", "list", "--json"))).toEqual(["SHOP-2", "SHOP-1"])
    expect(await projectsOf(it)).toEqual(["SHOP"])
  })
})

describe("a repository that looks like that of a project", () => {
  it("because it was moved, is offered and not made a second one, until the project is told", async () => {
    await using it = home()
    const shop = repositoryWith(join(it.path, "shop"))
    const store = join(it.path, "store")
    await done(it, shop, "task", "create", "Sell a book")
    renameSync(shop, store)

    const refusals = await Promise.all(
      [
        ["task", "create", "Sell more"],
        ["task", "list"],
        ["ready", "--claim"],
        ["board", "show"],
        ["project", "show"]
      ].map((args) => it.genieWith({ cwd: store }, ...args))
    )
    const asJson = await it.genieWith({ cwd: store }, "task", "list", "--json")
    const set = await done(it, store, "project", "set", "SHOP", "--repo-path", ".")

    const offer = `looks like the repository of project SHOP at ${shop}. If it was moved, \`genie project set SHOP --repo-path ${store}\``
    for (const refused of refusals) {
      expect(refused).toMatchObject({ exitCode: 3, stdout: "", stderr: expect.stringContaining(offer) })
    }
    expect(JSON.parse(asJson.stderr)).toMatchObject({ error: "RepositoryKnown", project: "SHOP", projectPath: shop })
    expect(set.stdout).toBe(`The repository of SHOP is ${store} now.\n`)
    expect(keysOf(await done(it, store, "task", "list", "--json"))).toEqual(["SHOP-1"])
    expect(await projectsOf(it)).toEqual(["SHOP"])
  })

  it("because it is another clone, works on that project by name, or gets one of its own", async () => {
    await using it = home()
    const shop = repositoryWith(join(it.path, "shop"))
    await done(it, shop, "task", "create", "Sell a book")
    const clone = join(it.path, "clone")
    git(it.path, "clone", "--quiet", shop, clone)

    const refused = await it.genieWith({ cwd: clone }, "task", "create", "Sell more")
    await done(it, clone, "task", "create", "Sell more", "--project", "SHOP")
    await done(it, clone, "project", "create", "Branch")
    await done(it, clone, "task", "create", "Sell even more")

    expect(refused).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining("`--project SHOP` works on that project")
    })
    expect(keysOf(await done(it, clone, "task", "list", "--json"))).toEqual(["BRANCH-1"])
    expect(await projectsOf(it)).toEqual(["BRANCH", "SHOP"])
  })

  it("only because a script began both in the same second, is another one; when that one has gone, it is offered", async () => {
    await using it = home()
    const shop = repositoryWith(join(it.path, "shop"))
    const [blog, store] = ["blog", "store"].map((name) => join(it.path, name)) as [string, string]
    cpSync(shop, blog, { recursive: true })

    await done(it, shop, "task", "create", "Sell a book")
    await done(it, blog, "task", "create", "Write about it")
    renameSync(shop, store)
    const moved = await it.genieWith({ cwd: store }, "task", "list")

    expect(await projectsOf(it)).toEqual(["BLOG", "SHOP"])
    expect(moved).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("the repository of project SHOP at") })
  })

  it("because it is a copy of one that has gone on since, is offered", async () => {
    await using it = home()
    const shop = repositoryWith(join(it.path, "shop"))
    git(shop, "commit", "--quiet", "--allow-empty", "--message", "Go on")
    cpSync(shop, join(it.path, "copy"), { recursive: true })
    await done(it, shop, "task", "create", "Sell a book")

    const refused = await it.genieWith({ cwd: join(it.path, "copy") }, "task", "create", "Sell more")

    expect(refused).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("the repository of project SHOP at") })
  })
})
