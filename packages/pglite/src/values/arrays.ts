// PostgreSQL's text form of arrays, both ways: `{1,NULL,"a \"b\""}`. The drivers' own readers disagree on types they
// do not know, so both engines use this one.

/** Reads an array literal. Nested arrays become nested arrays. */
export const readArray = <A>(text: string, readItem: (item: string) => A): ReadonlyArray<unknown> => {
  // An array that does not start at 1 says so first: `[0:2]={…}`.
  let at = text.indexOf("{") + 1

  const readItems = (): Array<unknown> => {
    const items: Array<unknown> = []
    while (text[at] !== "}") {
      if (text[at] === ",") at++
      else if (text[at] === "{") {
        at++
        items.push(readItems())
      } else items.push(text[at] === '"' ? readItem(readQuoted()) : readBare())
    }
    at++
    return items
  }

  const readQuoted = (): string => {
    let item = ""
    for (at++; text[at] !== '"'; at++) {
      if (text[at] === "\\") at++
      item += text[at]
    }
    at++
    return item
  }

  const readBare = (): A | null => {
    const start = at
    while (text[at] !== "," && text[at] !== "}") at++
    const item = text.slice(start, at)
    return item === "NULL" ? null : readItem(item)
  }

  return readItems()
}

/** Writes an array literal. `writeItem` gives an item's text, or null. */
export const writeArray = (items: ReadonlyArray<unknown>, writeItem: (item: unknown) => string | null): string => {
  const texts = items.map((item) => {
    if (Array.isArray(item)) return writeArray(item, writeItem)
    const text = writeItem(item)
    return text === null ? "NULL" : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
  })
  return `{${texts.join(",")}}`
}
