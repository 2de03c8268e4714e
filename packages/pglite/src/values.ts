// How values become the text of PostgreSQL and come back, the same for every driver. Loads no engine.
export { assertChannel } from "./driver/assertChannel.ts"
export { JSON_DEPTH_MAX } from "./driver/PgliteOptions.ts"
export { readArray } from "./values/arrays.ts"
export { bytes } from "./values/bytes.ts"
export { explained } from "./values/explained.ts"
export { type Parser, parserOf, parsers } from "./values/parsers.ts"
export { protoRefused } from "./values/protoRefused.ts"
export { toParameter } from "./values/toParameter.ts"
