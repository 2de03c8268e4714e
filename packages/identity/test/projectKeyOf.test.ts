import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { projectKeyOf } from "../src/service/projectKeyOf.ts"

describe("the key of a project", () => {
  test.each([
    ["shop", "SHOP"],
    ["my-shop", "MYSHOP"],
    ["authServer", "AUTHSERVER"],
    ["implement-auth-middleware", "IAM"],
    ["Überraschung", "UBERRASCHU"],
    ["São Paulo", "SAOPAULO"],
    ["3d-models", "P3DMODELS"],
    ["x", "PX"],
    ["日本語", "PROJECT"],
    ["...", "PROJECT"],
    ["", "PROJECT"]
  ])("of %j is %s", (name, key) => {
    expect(projectKeyOf(name)).toBe(key)
  })

  test("of the second project to want it has a number, and is no longer for it", () => {
    expect(projectKeyOf("shop", 2)).toBe("SHOP2")
    expect(projectKeyOf("Überraschung", 12)).toBe("UBERRASC12")
  })

  test("is two to ten capitals and digits, whatever the name", () => {
    const names = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.stringMatching(/^[0-9a-z]+/)
    )
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 1_000 }), (name, nth) => {
        expect(projectKeyOf(name, nth)).toMatch(/^[A-Z][A-Z0-9]{1,9}$/)
      })
    )
  })

  test("is another one for each number", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const keys = Array.from({ length: 100 }, (_, index) => projectKeyOf(name, index + 1))
        expect(new Set(keys.slice(1)).size).toBe(99)
      })
    )
  })
})
