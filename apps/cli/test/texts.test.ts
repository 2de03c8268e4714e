// What somebody types is what is stored, or nothing is and the command says so with exit code 2.
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Home, home } from "./genie.ts"

let place: Home
let shop: ReturnType<Home["repository"]>

beforeAll(async () => {
  place = home()
  shop = place.repository("shop")
  await shop.genie("task", "create", "Write the docs")
})

afterAll(() => place[Symbol.asyncDispose]())

const comments = async (): Promise<ReadonlyArray<string>> =>
  JSON.parse((await shop.genie("task", "comments", "SHOP-1", "--limit", "500", "--json")).stdout).items.map(
    ({ body }: { readonly body: string }) => body
  )

const commented = async (stdin: string, ...args: ReadonlyArray<string>) => {
  const { exitCode, stderr } = await shop.genieWith({ stdin }, "task", "comment", "SHOP-1", ...args)
  return { exitCode, stderr, last: (await comments()).at(-1) }
}

describe("a text that begins with a dash", () => {
  it("is stored, whatever the command and the flag", async () => {
    expect(await commented("", "- verified")).toMatchObject({ exitCode: 0, last: "- verified" })
    expect(await commented("", "--", "--help")).toMatchObject({ exitCode: 0, last: "--help" })

    const created = await shop.genie("task", "create", "-n does nothing", "--body", "- [ ] a", "--json")
    expect(JSON.parse(created.stdout)).toMatchObject({ title: "-n does nothing", body: "- [ ] a" })

    const another = await shop.genie("--json", "task", "create", "--title", "--json", "--description", "--help")
    expect(JSON.parse(another.stdout)).toMatchObject({ title: "--json", body: "--help" })
  })

  it("never makes a command that stores nothing end with 0", async () => {
    const before = await comments()

    for (const text of ["--help", "-h", "--version", "-v", "--completions=bash", "--body"])
      expect(await shop.genie("task", "comment", "SHOP-1", text)).toMatchObject({ exitCode: 2 })
    expect(await comments()).toEqual(before)
  })
})

describe("a long text", () => {
  it("comes from the standard input where - stands for it", async () => {
    expect(await commented("- one\n\n  two\n", "-")).toMatchObject({ exitCode: 0, last: "- one\n\n  two" })
    expect(await commented("three\r\n", "--body-file", "-")).toMatchObject({ exitCode: 0, last: "three" })
    expect(await commented("-", "-")).toMatchObject({ exitCode: 0, last: "-" })

    const created = await shop.genieWith({ stdin: "- [ ] a" }, "task", "create", "From a pipe", "--body=-", "--json")
    expect(JSON.parse(created.stdout)).toMatchObject({ body: "- [ ] a" })
  })

  it("comes from a file", async () => {
    const file = join(place.path, "notes.md")
    writeFileSync(file, "# Notes\n\n- ünïcode 🎉\n")

    expect(await commented("", "--body-file", file)).toMatchObject({ exitCode: 0, last: "# Notes\n\n- ünïcode 🎉" })
  })

  it("is refused in a sentence when it is no text, too long, missing or given twice, and nothing is stored", async () => {
    const before = await comments()
    const file = (name: string, content: string | Buffer) => {
      writeFileSync(join(place.path, name), content)
      return join(place.path, name)
    }

    const refused = async (stdin: string, ...args: ReadonlyArray<string>) => {
      const { exitCode, stderr } = await commented(stdin, ...args)
      expect(exitCode).toBe(2)
      return stderr
    }
    expect(await refused("", "--body-file", file("binary", Buffer.from([0xff, 0xfe, 0x00])))).toContain(
      "not text in UTF-8"
    )
    expect(await refused("", "--body-file", file("nul", "a\0b"))).toContain("not text in UTF-8")
    expect(await refused("", "--body-file", file("huge", "a".repeat(1_100_000)))).toContain("more than 1048576 bytes")
    expect(await refused("a".repeat(200_000), "-")).toContain("65,536")
    expect(await refused("", "--body-file", join(place.path, "nowhere"))).toContain("There is no file")
    expect(await refused("", "--body-file", place.path)).toContain("is a directory")
    expect(await refused("", "-")).toContain("<body>")
    expect(await refused("a", "text", "--body-file", "-")).toContain("Give one of the two.")
    expect(await refused("")).toContain("--body-file FILE")
    expect(await comments()).toEqual(before)
  })

  it("is said how to give in help", async () => {
    const { stdout } = await shop.genie("task", "create", "--help")

    expect(stdout).toContain("--body-file")
    expect(stdout).toContain("- reads it from the standard input")
  })
})
