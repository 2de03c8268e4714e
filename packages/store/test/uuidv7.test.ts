import { expect, test } from "vitest"
import { uuidv7 } from "../src/model/uuidv7.ts"

test("ids are UUIDs of version 7, made now, each sorting after the one before", () => {
  const before = Date.now()
  const ids = Array.from({ length: 20_000 }, uuidv7)

  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.toSorted()).toStrictEqual(ids)
  expect(Number.parseInt(ids[0]!.replaceAll("-", "").slice(0, 12), 16)).toBeGreaterThanOrEqual(before)
})
