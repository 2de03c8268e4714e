import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../workspacePackages.ts"

/** What git knows or would take up: every text that could be committed. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
  cwd: root,
  encoding: "utf8"
})
  .split("\0")
  .filter((file) => file !== "" && !file.endsWith("portability.test.ts"))

const texts = files.flatMap((file) => {
  const bytes = readIfThere(file)
  return bytes === undefined || bytes.includes(0) ? [] : [{ file, lines: bytes.toString("utf8").split("\n") }]
})

const linesWith = (pattern: RegExp) =>
  texts.flatMap(({ file, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : []))
  )

describe("the repository, on any machine", () => {
  it("names no directory of the machine it was written on", () => {
    // Anything may name the directory for temporary files, and a clone may stand there.
    const here = [root, dirname(root), homedir()].filter(
      (path) => path !== "/" && !`${path}/`.startsWith(`${tmpdir()}/`)
    )

    for (const path of here) expect(linesWith(new RegExp(`(?<![\\w.])${literally(path)}/`))).toEqual([])
  })

  it("names no registry but the public one", () => {
    const hosts = texts
      .filter(({ file }) => /(?:package\.json|pnpm-.*\.yaml|\.npmrc|config\.json)$/.test(file))
      .flatMap(({ file, lines }) =>
        lines.flatMap((line) => [...line.matchAll(/https?:\/\/([^/\s"']+)/g)].map(([, host]) => `${file}: ${host}`))
      )

    const isPublic = (found: string) =>
      /(?:registry\.npmjs\.org|turborepo\.com|json-schema\.org|github\.com)$/.test(found)
    expect(hosts.filter((found) => !isPublic(found))).toEqual([])
    expect(files.filter((file) => file.endsWith(".npmrc"))).toEqual([])
  })

  it("holds no merge conflict and no key", () => {
    expect(linesWith(/^(?:<{7}|>{7}) /)).toEqual([])
    expect(linesWith(/^-----BEGIN [A-Z ]*PRIVATE KEY-----$/)).toEqual([])
  })
})

const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

function readIfThere(file: string): Buffer | undefined {
  try {
    return readFileSync(join(root, file))
  } catch {
    // Deleted and not yet committed, or a link to nowhere.
    return undefined
  }
}
