/** The beginnings that make a reader look for the noun (`../shared/style.md`, English). */
const late = /^(?:Who|Whoever|What|Whose|Of|Where|Nobody|Somebody)\b/

/** A shorter one is a label. */
const WORDS_LEAST = 4

/** The sentences of the comments of a source file. */
export const commentSentences = (source: string): ReadonlyArray<string> =>
  commentsIn(source).flatMap((comment) =>
    comment
      .replace(/```[\s\S]*?```/g, "")
      .replace(/@example[\s\S]*/g, "")
      .split(/(?<=[.!?:])\s+(?=[A-Z`"])/)
      .map((sentence) => sentence.trim())
      .filter((sentence) => sentence.split(/\s+/).length >= WORDS_LEAST)
  )

/** Whether the noun of a sentence comes late. */
export const beginsLate = (sentence: string): boolean => late.test(sentence)

const commentsIn = (source: string): ReadonlyArray<string> => [
  ...[...source.matchAll(/\/\*\*([\s\S]*?)\*\//g)].map(([, text]) => text!.replace(/^\s*\* ?/gm, "")),
  ...[...source.matchAll(/(?:^[ \t]*\/\/ .*\n?)+/gm)].map(([text]) =>
    text.replace(/^\s*\/\/ /gm, "").replaceAll("\n", " ")
  )
]
