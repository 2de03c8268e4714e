import { describe, expect, it } from "vitest"
import { readEvents, type ServerEvent } from "../src/api/readEvents.ts"
import { initialsOf } from "../src/look/initialsOf.ts"
import { piecesOf } from "../src/look/piecesOf.ts"
import { duration } from "../src/time/duration.ts"
import { relative } from "../src/time/relative.ts"

const minute = 60_000
const hour = 60 * minute

describe("the words of the page", () => {
  it.each([
    [-2_000, "now"],
    [-42_000, "42 s ago"],
    [-3 * minute, "3 min ago"],
    [14 * hour, "in 14 h"],
    [-49 * hour, "2 d ago"],
    [40 * 24 * hour, "in 1 mo"]
  ])("an instant %i ms away is %s", (away, words) => {
    expect(relative(away, 0)).toBe(words)
  })

  it.each([
    [820, "820 ms"],
    [4_200, "4.2 s"],
    [200_000, "3 min 20 s"],
    [2 * hour, "2 h"],
    [76 * hour, "3 d 4 h"]
  ])("%i ms took %s", (ms, words) => {
    expect(duration(ms)).toBe(words)
  })

  it.each([
    ["ana", "A"],
    ["engineer-1", "E1"],
    ["Ana Lima", "AL"],
    ["joão", "J"],
    ["…", "?"]
  ])("%s is known as %s", (handle, initials) => {
    expect(initialsOf(handle)).toBe(initials)
  })
})

describe("a sentence", () => {
  it.each([
    ["ana holds SHOP-1: No. To let it go on: genie task unblock SHOP-1", ["genie task unblock SHOP-1"]],
    [
      "To hold it: genie task renew SHOP-1. If not: genie task checkout SHOP-1 --take-over",
      ["genie task renew SHOP-1", "genie task checkout SHOP-1 --take-over"]
    ],
    [
      'It asks: genie task approve SHOP-1, or genie task move SHOP-1 "in test" On the way is wish, which asks for a person: genie task move SHOP-1 wish.',
      ["genie task approve SHOP-1", 'genie task move SHOP-1 "in test"', "genie task move SHOP-1 wish"]
    ],
    ["To open it again, move it back: genie task move SHOP-1 COLUMN", ["genie task move SHOP-1 COLUMN"]],
    ["Introduce them first: genie actor create ana-2 --kind agent", ["genie actor create ana-2 --kind agent"]],
    ["Start it with `genie up`.", ["genie up"]],
    [
      "It waits: genie task move SHOP-1 '$(rm -rf ~); it'\\''s', or genie task move SHOP-1 'Review' To see it: genie task why SHOP-1",
      ["genie task move SHOP-1 '$(rm -rf ~); it'\\''s'", "genie task move SHOP-1 'Review'", "genie task why SHOP-1"]
    ],
    ["To do it: genie actor enable -- '-x'", ["genie actor enable -- '-x'"]],
    ["To do it: genie actor enable $'a\\x1b\\'b'", ["genie actor enable $'a\\x1b\\'b'"]],
    ['It depends on SHOP-2 "Ask the genie nicely" (draft).', []]
  ])("keeps its words and shows what to type: %s", (sentence, commands) => {
    const pieces = piecesOf(sentence)

    expect(pieces.map(({ text }) => text).join("")).toBe(sentence)
    expect(pieces.filter(({ kind }) => kind === "command").map(({ text }) => text)).toEqual(commands)
  })
})

describe("a stream of events", () => {
  it("is the same, wherever the network cut it", async () => {
    const text = ': still here\n\nid: 1\nevent: audit\ndata: {"a":"ã"}\n\ndata: one\ndata: two\n\n'
    const bytes = new TextEncoder().encode(text)

    for (let size = 1; size <= bytes.length; size++) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.slice(i * size, (i + 1) * size)
      )
      const events: Array<ServerEvent> = []
      for await (const event of readEvents(streamOf(pieces))) events.push(event)

      expect(events).toEqual([
        { id: "1", event: "audit", data: '{"a":"ã"}' },
        { id: undefined, event: "message", data: "one\ntwo" }
      ])
    }
  })
})

const streamOf = (pieces: ReadonlyArray<Uint8Array>): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start: (controller) => {
      for (const piece of pieces) controller.enqueue(piece)
      controller.close()
    }
  })
