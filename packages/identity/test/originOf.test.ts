import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { originOf } from "../src/contract/originOf.ts"

describe("the address of a remote", () => {
  test.each([
    "https://github.com/ana/shop",
    "https://github.com/ana/shop.git",
    "https://github.com/ana/shop/",
    "https://ana:secret@github.com/ana/shop.git",
    "https://to@ken:x@GitHub.com//ana/shop.git/",
    "https://github.com/ana/shop.git?token=secret#main",
    "https://ana:pass?word@github.com/ana/shop",
    "ssh://git@github.com:22/ana/shop.git",
    "git://github.com/ana/shop",
    "git@github.com:ana/shop.git",
    "github.com:/ana/shop",
    "hg::https://ana:secret@github.com/ana/shop",
    "gcrypt::git@github.com:ana/shop"
  ])("%j has the spelling of all the others", (address) => {
    expect(originOf(address)).toBe("github.com/ana/shop")
  })

  test.each([
    ["/srv/git/shop.git", "/srv/git/shop.git"],
    ["/srv/git/shop/", "/srv/git/shop"],
    ["/home/ana/shop/.git", "/home/ana/shop"],
    ["file:///srv/git/shop.git", "/srv/git/shop.git"],
    ["file://localhost/srv/shop", "/srv/shop"],
    ["/srv/a:b/shop", "/srv/a:b/shop"],
    ["/", "/"]
  ])("that is the directory %j is %j", (address, origin) => {
    expect(originOf(address)).toBe(origin)
  })

  test("is the same when it is spelled once more, and keeps no password", () => {
    const words = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/)
    fc.assert(
      fc.property(words, words, words, (host, user, path) => {
        const origin = originOf(`https://${user}:pass-word@${host}/${path}.git`)
        expect(originOf(origin)).toBe(origin)
        expect(origin).not.toContain("pass-word")
      })
    )
  })
})
