/** The W3C trace id of a run and its later attempts: the run's own id, 62 bits of which are random. */
export const traceId = (run: string): string => run.replaceAll("-", "")
