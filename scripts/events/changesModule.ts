import { catalog } from "./catalog.ts"

/** The part of the catalog that the page needs: the groups whose answers differ after an event. */
export const changesModule = (): string => {
  const rows = catalog.flatMap(([, types]) =>
    types.map(({ changes, tag }) => `  "${tag}": [${[...new Set(changes)].map((group) => `"${group}"`).join(", ")}]`)
  )
  return `// Written by \`pnpm generate\` from the catalog of events.

/** The groups of operations whose answers differ after an event. */
export const changesOf: Readonly<Record<string, ReadonlyArray<string>>> = {
${rows.join(",\n")}
}
`
}
