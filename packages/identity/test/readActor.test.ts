import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { readActor } from "../src/contract/readActor.ts"

const read = (written: Parameters<typeof readActor>[1]) => Effect.runSync(readActor("actor", written))
const refusal = (written: Parameters<typeof readActor>[1]) =>
  Effect.runSync(Effect.flip(readActor("actor", written))).message

describe("An actor", () => {
  it("is the same, written as one text or as two fields", () => {
    expect(read("agent:robot")).toEqual({ handle: "robot", kind: "agent" })
    expect(read({ handle: "robot", kind: "agent" })).toEqual({ handle: "robot", kind: "agent" })
    expect(["human:ana", "service:shop", "team:qa"].map((written) => read(written).kind)).toEqual([
      "human",
      "service",
      "team"
    ])
  })

  it("has no kind that was not said", () => {
    expect(read("robot")).toEqual({ handle: "robot" })
    expect(read({ handle: "robot" })).toEqual({ handle: "robot" })
  })

  it.each([
    ["a colon in its handle", { handle: "agent:robot", kind: "agent" }, /^actor: contains ":"/],
    ["a second colon", "agent:robot:7", /^actor: contains ":"/],
    ["a kind that is none", "robot:x", 'actor: "robot" is none of human, agent, service, team. Write agent:build-bot.'],
    ["Genie's own kind", "system:daemon", /^actor: "system" is none of/],
    ["no kind before the colon", ":robot", /^actor: "" is none of/],
    ["no handle", "agent:", "actor: is empty"],
    ["nothing", "", "actor: is empty"]
  ] as const)("is refused with %s", (_, written, message) => {
    expect(refusal(written)).toMatch(message)
  })
})
