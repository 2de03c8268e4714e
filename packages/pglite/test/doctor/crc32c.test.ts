import { expect, it } from "vitest"
import { crc32c } from "../../src/doctor/crc32c.ts"

it("agrees with the examples of RFC 3720", () => {
  const bytes = (make: (index: number) => number) => Uint8Array.from({ length: 32 }, (_, index) => make(index))

  expect(crc32c(bytes(() => 0))).toBe(0x8a9136aa)
  expect(crc32c(bytes(() => 0xff))).toBe(0x62a8ab43)
  expect(crc32c(bytes((index) => index))).toBe(0x46dd794e)
  expect(crc32c(bytes((index) => 31 - index))).toBe(0x113fdb5c)
})

it("is the same over parts as over the whole", () => {
  const whole = Buffer.from("tasks behind gates that hold")

  expect(crc32c(whole.subarray(0, 7), whole.subarray(7))).toBe(crc32c(whole))
})
