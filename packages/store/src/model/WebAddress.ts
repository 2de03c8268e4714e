import { Schema } from "effect"
import { lineProblem } from "./Line.ts"
import { URL_LENGTH_MAX } from "./lengths.ts"
import { problemFilter } from "./problemFilter.ts"

/**
 * The address of a page on the web, as an input. It becomes a link that people click, so only `https:` and `http:` are
 * taken: `javascript:`, `data:` and `file:` would act on the reader's side, and `//host` is read against our own page.
 */
export const WebAddress = Schema.String.check(
  Schema.isMaxCodePoints(URL_LENGTH_MAX, {
    message: `has more than ${URL_LENGTH_MAX.toLocaleString("en-US")} characters`
  }),
  problemFilter((address: string) => webAddressProblem(address))
)

/** What is wrong with an address, if anything. */
export const webAddressProblem = (address: string): string | undefined => {
  const problem = lineProblem(address)
  if (problem !== undefined) return problem
  // What a browser would mend is refused: two readers must not see two addresses in one text.
  if (!/^https?:\/\/[^\s\\]+$/i.test(address)) return reason
  const url = URL.parse(address)
  if (url === null || url.hostname === "") return reason
  return url.username === "" && url.password === "" ? undefined : "holds a user name or a password. Leave them out"
}

const reason = "is not the address of a page. Write it whole, beginning with https:// or http://"
