/** Whether JSON text is nested deeper than `max` levels. Brackets inside of its strings do not count. */
export const isDeeperThan = (json: string, max: number): boolean => {
  let depth = 0
  let isInString = false
  for (let at = 0; at < json.length; at++) {
    const unit = json.charCodeAt(at)
    if (isInString) {
      if (unit === BACKSLASH) at++
      else if (unit === QUOTE) isInString = false
    } else if (unit === QUOTE) isInString = true
    else if (unit === BRACE || unit === BRACKET) {
      if (++depth > max) return true
    } else if (unit === BRACE_END || unit === BRACKET_END) depth--
  }
  return false
}

const BACKSLASH = 0x5c
const QUOTE = 0x22
const BRACE = 0x7b
const BRACE_END = 0x7d
const BRACKET = 0x5b
const BRACKET_END = 0x5d
