/**
 * The key of the work that a run does: the id of its first attempt, which every later attempt keeps as its trace id. A
 * retry after a failure, a loss or a drain, and one that a person asks for, are attempts at the same work.
 */
export const idempotencyKeyOf = (traceId: string): string =>
  `${traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}:main`
