import { Schema } from "effect"

/** The highest id of a process: what an integer column holds. Linux stops far below. */
const PID_MAX = 2 ** 31 - 1

/** The id of a process, as an input. */
export const Pid = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: PID_MAX }))
