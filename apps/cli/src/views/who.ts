/** Somebody, and what they are where it is not a person: `engineer-1 (agent)`. The handles of workers say it already. */
export const who = (handle: string, kind: string): string =>
  kind === "human" || handle.startsWith(`${kind}:`) ? handle : `${handle} (${kind})`
