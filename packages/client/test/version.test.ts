import { readFileSync } from "node:fs"
import { schema, version } from "@genie/client/version"
import { migrations } from "@genie/store/database"
import { expect, it } from "vitest"

it("the version is that of the package", () => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))

  expect(version).toBe(manifest.version)
})

it("the schema that a client says it knows is the last migration", () => {
  expect(schema).toBe(migrations.at(-1)?.name)
})
