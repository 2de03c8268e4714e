import { expect, test } from "vitest"
import type { Newcomer, OwnerKind } from "../src/database/owner/OwnerInfo.ts"
import { shouldYield } from "../src/database/owner/shouldYield.ts"

const process = (kind: OwnerKind, version = "1.2.0", schema = "0003_scheduler"): Newcomer => ({
  kind,
  version,
  schema,
  pid: 1,
  command: "genie"
})

test("a background owner leaves for genie up and for a program, of whatever version", () => {
  expect(shouldYield(process("background"), process("up"))).toBe(true)
  expect(shouldYield(process("background"), process("program"))).toBe(true)
  expect(shouldYield(process("background"), process("up", "1.1.0"))).toBe(true)
})

test("a background owner leaves for a newer command line and for no other", () => {
  expect(shouldYield(process("background"), process("background", "1.10.0"))).toBe(true)
  expect(shouldYield(process("background"), process("background", "1.2.0"))).toBe(false)
  expect(shouldYield(process("background"), process("background", "1.2.0-next.1"))).toBe(false)
  expect(shouldYield(process("background"), process("background", "a build of mine"))).toBe(false)
})

test("genie up and programs leave for nobody", () => {
  for (const owner of ["up", "program"] as const)
    for (const newcomer of ["background", "up", "program"] as const)
      expect(shouldYield(process(owner), process(newcomer, "9.0.0"))).toBe(false)
})

test("nobody leaves for one that could not read the directory afterwards", () => {
  expect(shouldYield(process("background"), process("up", "1.3.0", "0002_audit"))).toBe(false)
})
