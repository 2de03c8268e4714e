import { spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { OutputChunk, OutputStream } from "../src/process/OutputChunk.ts"
import { feedBytesBurst, feedBytesPerSecond, feedLineBytesMax, OutputFeed } from "../src/process/OutputFeed.ts"
import { OutputTail } from "../src/process/OutputTail.ts"
import { redact } from "../src/process/redact.ts"
import type { CommandResult } from "../src/process/runCommand.ts"

describe("the tail", () => {
  test("is all of a short output", () => {
    expect(
      tailOf(100, [
        ["stdout", "one\n"],
        ["stderr", "two\n"],
        ["stdout", "three\n"]
      ])
    ).toEqual({
      tail: "one\ntwo\nthree\n",
      dropped: 0
    })
  })

  test("is the last bytes of a long one, and says how many came before", () => {
    expect(tailOf(5, [["stdout", "0123456789"]])).toEqual({ tail: "56789", dropped: 5 })
  })

  test("is cut between characters", () => {
    expect(tailOf(5, [["stdout", "ação"]])).toEqual({ tail: "ção", dropped: 1 })
    expect(tailOf(4, [["stdout", "ação"]])).toEqual({ tail: "ão", dropped: 3 })
  })

  test("keeps a character together that arrives in pieces with another stream in between", () => {
    const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)]

    expect(
      tailOf(100, [
        ["stdout", first],
        ["stderr", "!"],
        ["stdout", second]
      ]).tail
    ).toBe("!é")
  })

  test("holds no NUL and nothing that is not UTF-8", () => {
    expect(tailOf(100, [["stdout", Buffer.from([0x61, 0x00, 0xff, 0xc3])]]).tail).toBe("a\uFFFD\uFFFD\uFFFD")
  })

  test("shows no remainder of a secret that the cut went through", () => {
    const { tail } = tailOf(60, [["stdout", `password=${"x".repeat(100)}`]])

    expect(tail).not.toContain("xx")
  })

  test("is always the end of the output, however it arrives", () => {
    const chunk = fc.string({ unit: "binary", maxLength: 3_000 })

    fc.assert(
      fc.property(
        fc.array(chunk, { maxLength: 12 }),
        fc.integer({ min: 1, max: 9_000 }),
        fc.nat(),
        (texts, limit, cut) => {
          const bytes = Buffer.from(texts.join(""))
          const at = bytes.length === 0 ? 0 : cut % bytes.length
          const output = new OutputTail(limit)
          for (const piece of [bytes.subarray(0, at), bytes.subarray(at)]) output.write("stdout", piece)

          const { tail, dropped } = output.end((text) => text)

          const all = bytes.toString().replaceAll("\0", "\uFFFD")
          expect(all.endsWith(tail)).toBe(true)
          expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(limit)
          if (!all.includes("\uFFFD")) expect(dropped + Buffer.byteLength(tail)).toBe(bytes.length)
        }
      )
    )
  })
})

describe("who listens", () => {
  test("hears whole lines, and the last one at the end", () => {
    const { feed, heard } = listening()

    feed.write("stdout", Buffer.from("one\ntw"), 0)
    feed.write("stderr", Buffer.from("other\n"), 0)
    feed.write("stdout", Buffer.from("o\nthree"), 0)
    feed.end()

    expect(heard).toEqual([
      { stream: "stdout", text: "one\n" },
      { stream: "stderr", text: "other\n" },
      { stream: "stdout", text: "two\n" },
      { stream: "stdout", text: "three" }
    ])
  })

  test("hears no secret, though it arrives in two pieces", () => {
    const { feed, heard } = listening()

    feed.write("stdout", Buffer.from("pass"), 0)
    feed.write("stdout", Buffer.from("word=hunter2\n-----BEGIN PRIVATE KEY-----\nAAAA\n"), 0)
    feed.write("stdout", Buffer.from("BBBB\n-----END PRIVATE KEY-----\ndone\n"), 0)

    expect(heard.map(({ text }) => text).join("")).toBe("password=[redacted]\n[redacted]\ndone\n")
  })

  test("hears a line without an end in pieces", () => {
    const { feed, heard } = listening()

    feed.write("stdout", Buffer.from("x".repeat(feedLineBytesMax + 1)), 0)

    expect(heard).toHaveLength(1)
  })

  test("hears what comes too fast only in part, how much is missing, and then whole lines again", () => {
    const { feed, heard } = listening()
    const lines = Buffer.from(`${"x".repeat(1023)}\n`.repeat(64))

    for (let bytes = 0; bytes < 10 * feedBytesBurst; bytes += lines.length) feed.write("stdout", lines, 0)
    feed.write("stdout", Buffer.from("rest of a line\nnext\n"), 1000)
    feed.end()

    const told = heard.map(({ text }) => text)
    expect(told.join("").length).toBeLessThan(feedBytesBurst + feedBytesPerSecond)
    expect(told.slice(-2)).toEqual([`[${9 * feedBytesBurst + "rest of a line\n".length} bytes not shown]\n`, "next\n"])
  })
})

test("a command that prints 200 MB takes little memory", async () => {
  const { result, grownKilobytes } = await workerRunning(
    "head -c 100000000 /dev/zero; yes a line of output | head -c 100000000 >&2; echo done"
  )

  expect(result).toMatchObject({ outcome: "succeeded", stdoutBytes: 100_000_005, stderrBytes: 100_000_000 })
  expect(result.tail.endsWith("done\n")).toBe(true)
  expect(Buffer.byteLength(result.tail)).toBeLessThanOrEqual(64 * 1024)
  expect(result.tailDropped).toBeGreaterThan(199_000_000)
  expect(grownKilobytes).toBeLessThan(150 * 1024)
})

function tailOf(limit: number, chunks: ReadonlyArray<readonly [OutputStream, string | Buffer]>) {
  const output = new OutputTail(limit)
  for (const [stream, chunk] of chunks) output.write(stream, Buffer.from(chunk as string))
  return output.end((text) => redact(text))
}

function listening() {
  const heard: Array<OutputChunk> = []
  return { heard, feed: new OutputFeed({ secrets: [], onOutput: (chunk) => void heard.push(chunk) }) }
}

async function workerRunning(command: string) {
  const identity = {
    runId: "run-1",
    traceId: "trace-1",
    idempotencyKey: "work-1",
    attempt: 1,
    fence: 1,
    queue: "default"
  }
  const worker = spawn(
    process.execPath,
    [join(import.meta.dirname, "processWorker.ts"), JSON.stringify({ command, cwd: "/", identity })],
    { stdio: ["ignore", "pipe", "inherit"] }
  )
  for await (const line of createInterface({ input: worker.stdout })) {
    const told = JSON.parse(line) as { result?: CommandResult; grownKilobytes: number }
    if (told.result !== undefined) return { result: told.result, grownKilobytes: told.grownKilobytes }
  }
  throw new Error("The worker ended without a result.")
}
