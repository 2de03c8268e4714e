import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { root } from "../workspacePackages.ts"

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "*.test.ts"], {
  cwd: root,
  encoding: "utf8"
})
  .split("\0")
  .filter((file) => file !== "" && !file.endsWith("clocks.test.ts"))

const linesWith = (pattern: RegExp) =>
  files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : []))
  )

/** The limit for a hang is set once, in vitest.config.ts. */
it("no test sets a limit of its own", () => {
  expect(linesWith(/(?:test|hook)Timeout|[{ ]timeout: [\d_]+ \}, |^\s*\}, \d{2,3}_000\)$|retry: [1-9]/)).toEqual([])
})

/** How long something took says how fast the machine is. */
it("no test compares what a clock says with a limit", () => {
  expect(
    linesWith(/expect\((?:performance\.now|process\.hrtime|Date\.now)|expect\(\w*(?:elapsed|waited)\w*\)/i)
  ).toEqual([])
})
