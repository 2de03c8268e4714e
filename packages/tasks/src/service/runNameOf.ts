/** How long the name of a run is. */
const NAME_LENGTH_MAX = 200

/**
 * What a run of a task is called. No character is cut in two: a half is no text to a database, which would refuse it with
 * everything it was written with.
 */
export const runNameOf = ({ key, title }: { readonly key: string; readonly title: string }): string =>
  `${key} ${title}`.slice(0, NAME_LENGTH_MAX).replace(/[\uD800-\uDBFF]$/, "")
