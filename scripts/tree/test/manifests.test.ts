import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root, workspacePackages } from "../workspacePackages.ts"

/** What is at the top of the packages in these directories, as it was committed. */
const committedIn = (...paths: ReadonlyArray<string>) => {
  const files = execFileSync("git", ["ls-files", ...paths], { cwd: root, encoding: "utf8" })
    .trim()
    .split("\n")
  return [...new Set(files.map((file) => file.split("/").slice(2)[0]!))].sort()
}

it("a package holds sources, tests and settings: no build, no scratch file", () => {
  expect(committedIn("packages", "apps/server", "apps/cli")).toEqual([
    "README.md",
    "package.json",
    "schema.json",
    "scripts",
    "src",
    "test",
    "tsconfig.build.json",
    "tsconfig.json",
    "tsup.config.ts"
  ])
})

it("the page holds the same, and what its build needs", () => {
  expect(committedIn("apps/web")).toEqual([
    "README.md",
    "index.html",
    "package.json",
    "public",
    "scripts",
    "src",
    "test",
    "tsconfig.json",
    "turbo.json",
    "vite",
    "vite.config.ts"
  ])
})

describe.each(workspacePackages.map((found) => [found.manifest.name, found] as const))("%s", (_, found) => {
  const { directory, manifest } = found
  const doors = Object.entries(manifest.exports ?? {}).filter(([door]) => door !== "./package.json")

  it("says what it is", () => {
    expect(manifest.description).toMatch(/\S/)
    expect(readFileSync(join(directory, "README.md"), "utf8")).toContain(`# ${manifest.name}\n`)
  })

  it("says on which terms, and on which Node", () => {
    expect(manifest.license).toBe("MIT")
    expect(manifest.engines?.node).toBe(">=24")
  })

  it("is ESM, and says whether importing it does anything", () => {
    expect(manifest.type).toBe("module")
    expect(manifest.sideEffects).toBe(manifest.bin !== undefined)
  })

  it("publishes what is built, and the sources its maps point to", () => {
    expect(manifest.files).toEqual(["dist", "src"])
  })

  it.each(doors)("opens %s to types first, and to sources only inside this workspace", (_, target) => {
    const source = (target as { readonly "@genie/source": string })["@genie/source"]
    const built = source.replace("./src/", "./dist/").replace(/\.ts$/, "")

    expect(Object.entries(target as object)).toEqual([
      ["types", { "@genie/source": source, default: `${built}.d.ts` }],
      ["@genie/source", source],
      ["default", `${built}.js`]
    ])
    expect(existsSync(join(directory, source)), source).toBe(true)
  })

  it.each(doors)("builds %s", (_, target) => {
    const source = (target as { readonly "@genie/source": string })["@genie/source"]

    expect(readFileSync(join(directory, "tsup.config.ts"), "utf8")).toContain(`"${source.slice(2)}"`)
  })
})
