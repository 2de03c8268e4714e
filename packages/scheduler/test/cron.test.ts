import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import type { Cron } from "../src/cadence/Cron.ts"
import { parseCron } from "../src/cadence/parseCron.ts"

const cron = (text: string): Cron => Result.getOrThrow(parseCron(text))
const refused = (text: string) => Result.getOrThrow(Result.flip(parseCron(text)))
const upTo = (last: number, first = 0) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe("a cron expression", () => {
  test("names minutes, hours, days, months and weekdays", () => {
    expect(cron("*/5 9-17 1,15 JAN-MAR *")).toEqual({
      expression: "*/5 9-17 1,15 JAN-MAR *",
      minutes: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55],
      hours: [9, 10, 11, 12, 13, 14, 15, 16, 17],
      days: [1, 15],
      months: [1, 2, 3],
      weekdays: [0, 1, 2, 3, 4, 5, 6],
      eitherDay: false,
      isWildcard: true
    })
  })

  test.each([
    ["1-30/7 * * * *", "minutes", [1, 8, 15, 22, 29]],
    ["59,0,0,30 * * * *", "minutes", [0, 30, 59]],
    ["00 05 * * *", "hours", [5]],
    ["0 0 * * MON-FRI", "weekdays", [1, 2, 3, 4, 5]],
    ["0 0 * * mon,Wed", "weekdays", [1, 3]],
    ["0 0 * * 7", "weekdays", [0]],
    ["0 0 * * 0,7", "weekdays", [0]],
    ["0 0 * * 5-7", "weekdays", [0, 5, 6]],
    ["0 0 * * SAT-SUN", "weekdays", [0, 6]],
    ["0 0 * * SUN-TUE", "weekdays", [0, 1, 2]],
    ["0 0 * * */2", "weekdays", [0, 2, 4, 6]],
    ["0 0 1 */6 *", "months", [1, 7]],
    ["0 0 */10 * *", "days", [1, 11, 21, 31]],
    ["* * * * *", "minutes", upTo(59)],
    ["*/1 * * * *", "minutes", upTo(59)],
    ["\t0  12 * *\t* ", "hours", [12]]
  ] as const)("%j has %s %j", (text, field, values) => {
    expect(cron(text)[field]).toEqual(values)
  })

  test.each([
    ["@hourly", "0 * * * *"],
    ["@daily", "0 0 * * *"],
    ["@midnight", "0 0 * * *"],
    ["@weekly", "0 0 * * 0"],
    ["@monthly", "0 0 1 * *"],
    ["@yearly", "0 0 1 1 *"],
    ["@Annually", "0 0 1 1 *"]
  ])("%s is another spelling of %s", (macro, fields) => {
    expect({ ...cron(macro), expression: "" }).toEqual({ ...cron(fields), expression: "" })
  })

  test("takes a day that matches either day field only when both are restricted", () => {
    expect(cron("0 0 13 * FRI").eitherDay).toBe(true)
    expect(cron("0 0 13 * *").eitherDay).toBe(false)
    expect(cron("0 0 */2 * FRI").eitherDay).toBe(false)
    expect(cron("0 0 1-31 * FRI").eitherDay).toBe(true)
  })

  test.each([
    ["0 25 * * *", `hour "25": must be 0 to 23`],
    ["60 * * * *", `minute "60": must be 0 to 59`],
    ["0 0 0 * *", `day of month "0": must be 1 to 31`],
    ["0 0 * 13 *", `month "13": must be 1 to 12`],
    ["0 0 * FOO *", `month "FOO": must be 1 to 12, or JAN to DEC`],
    ["0 0 * * 8", `day of week "8": must be 0 to 7`],
    ["0 0 * * MONDAY", `day of week "MONDAY": names have three letters: write MON`],
    ["0 MON * * *", `hour "MON": must be 0 to 23`],
    ["5/15 * * * *", `minute "5/15": a step needs a range: write 5-59/15, or 5 alone`],
    ["0 0 ? * MON", `day of month "?": ? is not part of cron: write *`],
    ["0 0 L * *", `day of month "L": L, W and # are not part of cron: must be 1 to 31`],
    ["0 0 * * 5#2", `day of week "5#2": L, W and # are not part of cron: must be 0 to 7`],
    ["0~30 * * * *", `minute "0~30": a random time (~) is not supported: must be 0 to 59`],
    ["0 22-2 * * *", `hour "22-2": the range runs backwards: write 22-23,0-2`],
    ["0 0 * * FRI-MON", `day of week "FRI-MON": the range runs backwards: write FRI-6,0-MON`],
    ["*/0 * * * *", `minute "*/0": a step must be a whole number from 1`],
    ["*/x * * * *", `minute "*/x": a step must be a whole number from 1`],
    ["*/60 * * * *", `minute "*/60": a step of 60 never leaves its first value: write 0`],
    ["1-5/2/2 * * * *", `minute "1-5/2/2": has more than one step`],
    ["1-5-9 * * * *", `minute "1-5-9": is not a range: write two values with one - between`],
    ["1,,2 * * * *", `minute "1,,2": has an empty item in its list`],
    ["*5 * * * *", `minute "*5": nothing but a step may follow *, and * has no place in a range`],
    ["-5 * * * *", `minute "-5": must be 0 to 59`],
    ["1.5 * * * *", `minute "1.5": must be 0 to 59`],
    ["0 0 30 FEB *", `day of month "30": never comes in month FEB: no such month has a day 30`],
    ["0 0 31 4,6,9,11 *", `day of month "31": never comes in month 4,6,9,11: no such month has a day 31`]
  ])("%j is refused: %s", (text, message) => {
    expect(refused(text).message).toBe(message)
  })

  test("names the field and the token of what is wrong", () => {
    expect(refused("0 9,25 * * *")).toMatchObject({ field: "hour", token: "25" })
  })

  test.each([
    ["", /is empty/],
    ["* * * *", /has 5 fields .* has 4/],
    ["0 * * * * *", /has 6: seconds are not supported/],
    ["0 0 1 1 * 2027 x", /has 7/],
    ["@reboot", /names no time/],
    ["@every 5m", /is an interval/],
    ["@fortnightly", /is not a macro: there are @yearly/],
    [`${"1,".repeat(600)}1 * * * *`, /the most is 1000/]
  ])("%j is refused with a sentence", (text, reason) => {
    expect(refused(text).message).toMatch(reason)
  })

  test("takes 30 February beside a weekday, which comes anyway", () => {
    expect(cron("0 0 30 2 MON").eitherDay).toBe(true)
  })
})
