import { expect, test } from "vitest"
import { nearestName } from "../src/nearestName.ts"

const columns = ["draft", "brainstorm", "wish", "build", "review", "qa", "ship"]

test("a slip of the finger finds the name that was meant", () => {
  expect(nearestName("biuld", columns)).toBe("build")
  expect(nearestName("buidl", columns)).toBe("build")
  expect(nearestName("reviw", columns)).toBe("review")
  expect(nearestName("BRAINSTROM", columns)).toBe("brainstorm")
})

test("another word finds nothing", () => {
  expect(nearestName("deploy", columns)).toBeNull()
  expect(nearestName("qx", columns)).toBeNull()
})

test("a text that is no name is compared with nothing, and only so many names are compared", () => {
  const megabyte = "x".repeat(1_000_000)

  expect(nearestName(megabyte, [megabyte.slice(1)])).toBeNull()
  expect(nearestName("build", [megabyte, "biuld"])).toBe("biuld")
  expect(nearestName("build", [...Array.from({ length: 1_000 }, () => "review"), "biuld"])).toBeNull()
})
