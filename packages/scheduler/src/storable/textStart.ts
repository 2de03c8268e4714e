/** The beginning of a text in at most so many UTF-16 code units, no character cut in two; `…` stands for the rest. */
export const textStart = (text: string, lengthMax: number): string => {
  if (text.length <= lengthMax) return text
  const end = lengthMax - 1
  return `${text.slice(0, isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end)}…`
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
