import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { root } from "../../tree/workspacePackages.ts"
import { declaredFiles } from "../declared.ts"

describe.each(declaredFiles.map((declared) => [declared.file, declared] as const))(
  "%s",
  (file, { index, names, text }) => {
    it("is what the contract says", () => {
      expect(readFileSync(join(root, file), "utf8"), "Write it with: pnpm generate").toBe(text)
    })

    it("is exported with the contract, every name of it", () => {
      const exported = new Set(readFileSync(join(root, index), "utf8").match(/\w+/g))

      expect(names.filter((name) => !exported.has(name))).toEqual([])
    })

    it("says of every operation what it does, and of every refusal what it is", () => {
      expect(text).not.toContain("- undefined")
      expect(text.match(/ {2}\/\*\*\n {3}\* [A-Z].+\.\n/g)).toHaveLength(text.match(/options\?: CallOptions/g)!.length)
    })

    it("tells a program nothing about flags of the command line", () => {
      expect(text.split("\n").filter((line) => /\s--[a-z]/.test(line))).toEqual([])
    })
  }
)
