import { readFileSync } from "node:fs"
import { join, posix } from "node:path"
import { describe, expect, it } from "vitest"
import { cyclesOf } from "../cyclesOf.ts"
import { importsOf } from "../importsOf.ts"
import { packagePathsFound, root, workspacePackages } from "../workspacePackages.ts"

const imports = workspacePackages.flatMap(({ path, manifest, sources }) =>
  sources.flatMap((file) =>
    importsOf(readFileSync(join(root, file), "utf8")).map((specifier) => ({ package: path, manifest, file, specifier }))
  )
)
const inside = imports
  .filter(({ specifier }) => specifier.startsWith("."))
  .map((found) => ({ ...found, to: posix.join(posix.dirname(found.file), found.specifier) }))
const fromGenie = imports.filter(({ specifier }) => specifier.startsWith("@genie/"))

describe("the direction of imports", () => {
  it("is known for every package there is", () => {
    expect(workspacePackages.map(({ path }) => path).sort()).toEqual([...packagePathsFound()].sort())
  })

  it("leads only to packages that stand above in the tree", () => {
    const place = new Map(workspacePackages.map(({ manifest }, index) => [manifest.name, index]))

    const wrong = fromGenie.filter(
      ({ manifest, specifier }) => !(place.get(packageOf(specifier))! < place.get(manifest.name)!)
    )

    expect(wrong.map(said)).toEqual([])
  })

  it("leads through declared doors", () => {
    const doors = new Set(
      workspacePackages.flatMap(({ manifest }) =>
        Object.keys(manifest.exports ?? {}).map((door) => posix.join(manifest.name, door))
      )
    )

    expect(fromGenie.filter(({ specifier }) => !doors.has(specifier)).map(said)).toEqual([])
  })

  it("leads out of a package by name only", () => {
    expect(inside.filter((found) => !found.to.startsWith(`${found.package}/src/`)).map(said)).toEqual([])
  })

  it("leads only to what the manifest brings", () => {
    const brought = ({ manifest }: (typeof imports)[number]) => ({
      ...manifest.dependencies,
      ...manifest.peerDependencies
    })

    const wrong = imports
      .filter(({ specifier }) => !specifier.startsWith(".") && !specifier.startsWith("node:"))
      .filter((found) => !(packageOf(found.specifier) in brought(found)))

    expect(wrong.map(said)).toEqual([])
  })

  it("never goes in a circle", () => {
    expect(cyclesOf(inside.map(({ file, to }) => [file, to]))).toEqual([])
  })

  it("leads from the rules to the contract, never back", () => {
    const wrong = inside.filter(({ file, to }) => file.includes("/src/contract/") && !to.includes("/src/contract/"))

    expect(wrong.map(said)).toEqual([])
  })

  it("leads from statements to nouns, never back: a model imports other models and no database", () => {
    const model = "packages/store/src/model/"
    const isAllowed = (found: { readonly file: string; readonly specifier: string }) =>
      found.specifier.startsWith(".")
        ? posix.join(posix.dirname(found.file), found.specifier).startsWith(model)
        : ["effect", "@genie/operation"].includes(packageOf(found.specifier))

    const wrong = imports.filter(({ file }) => file.startsWith(model)).filter((found) => !isAllowed(found))

    expect(wrong.map(said)).toEqual([])
  })

  it("leaves SQL to the store: nobody above it imports a driver", () => {
    const drivers = new Map([
      ["@electric-sql/pglite", ["packages/pglite"]],
      ["@genie/pglite", ["packages/pglite", "packages/store"]],
      ["pg", ["packages/store"]]
    ])

    const wrong = imports.filter((found) => drivers.get(packageOf(found.specifier))?.includes(found.package) === false)

    expect(wrong.map(said)).toEqual([])
  })

  it("leads from the embedded engine to nothing of Genie: any program may have it alone", () => {
    const wrong = imports
      .filter((found) => found.package === "packages/pglite" && !found.specifier.startsWith("."))
      .filter(({ specifier }) => !["@electric-sql/pglite", "kysely"].includes(packageOf(specifier)))
      .filter(({ specifier }) => !specifier.startsWith("node:"))

    expect(wrong.map(said)).toEqual([])
  })

  it("ends in the spelling of the file that is there", () => {
    const sources = new Set(workspacePackages.flatMap(({ sources }) => sources))

    expect(inside.filter(({ to }) => !sources.has(to)).map(said)).toEqual([])
  })
})

function packageOf(specifier: string): string {
  const [scope, name] = specifier.split("/")
  return scope!.startsWith("@") ? `${scope}/${name}` : scope!
}

function said({ file, specifier }: { readonly file: string; readonly specifier: string }): string {
  return `${file} imports "${specifier}"`
}
