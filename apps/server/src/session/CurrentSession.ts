import { Context } from "effect"

/** The session by which the current request was let in: nothing over the socket, and nothing with the token. */
export const CurrentSession = Context.Reference<{ readonly cookie: string; readonly expiresAt: Date } | undefined>(
  "@genie/server/CurrentSession",
  { defaultValue: () => undefined }
)
