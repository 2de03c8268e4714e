import { uuidv7 } from "@genie/store/model"

/** A new W3C trace id: it ties a firing, its runs and their child processes together. 62 of its bits are random. */
export const traceId = (): string => uuidv7().replaceAll("-", "")
