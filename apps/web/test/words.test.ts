import { describe, expect, it } from "vitest"
import { readEvents, type ServerEvent } from "../src/api/readEvents.ts"
import { initialsOf } from "../src/look/initialsOf.ts"
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
