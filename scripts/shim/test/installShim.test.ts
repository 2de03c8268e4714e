import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { installShim, ShimInTheWay } from "../installShim.ts"

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "genie shim's "))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** A checkout whose command line prints its arguments. */
const checkout = (): string => {
  const path = folder()
  mkdirSync(join(path, "node_modules/node/bin"), { recursive: true })
  mkdirSync(join(path, "apps/cli/dist"), { recursive: true })
  symlinkSync(process.execPath, join(path, "node_modules/node/bin/node"))
  writeFileSync(join(path, "apps/cli/dist/genie.js"), "console.log(JSON.stringify(process.argv.slice(2)))")
  return path
}

test("the shim runs the checkout's command line with the arguments as they were typed", async () => {
  const directory = join(folder(), "bin")

  await installShim({ checkout: checkout(), directory, path: directory })

  const printed = execFileSync(join(directory, "genie"), ["task", "create", "two words", "$HOME", "it's"])
  expect(JSON.parse(printed.toString())).toEqual(["task", "create", "two words", "$HOME", "it's"])
})

test("a directory that is not on the path is told with the line that adds it", async () => {
  const directory = folder()

  const said = await installShim({ checkout: checkout(), directory, path: "/usr/bin:/bin" })

  const [, line] = said[1]!.split("Put it on your path: ")
  const found = execFileSync("/bin/sh", ["-c", `${line}; command -v genie`])
    .toString()
    .trim()
  expect(found).toBe(join(directory, "genie"))
})

test("a shim replaces an older one, and never another program", async () => {
  const directory = folder()
  const [first, second] = [checkout(), checkout()]
  await installShim({ checkout: first, directory, path: directory })

  await installShim({ checkout: second, directory, path: directory })
  expect(readFileSync(join(directory, "genie"), "utf8")).toContain(second.replaceAll("'", `'\\''`))

  writeFileSync(join(directory, "genie"), "#!/bin/sh\necho mine\n")
  await expect(installShim({ checkout: first, directory, path: directory })).rejects.toThrow(ShimInTheWay)
  expect(readFileSync(join(directory, "genie"), "utf8")).toBe("#!/bin/sh\necho mine\n")
})
