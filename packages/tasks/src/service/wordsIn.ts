/** The words of a search, each of which has to occur. */
export const wordsIn = (search: string | undefined): ReadonlyArray<string> | undefined =>
  search?.split(/\s+/).filter((word) => word !== "")
