/** How many are shown of how many: "12 of 144", or "144" when that is all. More than the limit are not counted. */
export const counted = (found: number, count: number, limit: number): string =>
  found === count ? upTo(count, limit) : `${upTo(found, limit)} of ${upTo(count, limit)}`

const upTo = (count: number, limit: number): string => (count > limit ? `${limit}+` : String(count))
