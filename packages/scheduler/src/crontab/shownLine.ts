const TEXT_LENGTH_MAX = 200

/** A line of a file as problems quote it, cut when it is long. */
export const shownLine = (line: string): string =>
  line.length > TEXT_LENGTH_MAX ? `${line.slice(0, TEXT_LENGTH_MAX).toWellFormed()}…` : line.toWellFormed()
