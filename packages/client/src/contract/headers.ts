// What a request says about its sender, besides its token.

/** The actor on whose behalf it is sent, percent-encoded: `agent:build-bot`, or the handle of a known actor. */
export const actorHeader = "genie-actor"

/** The actor's kind, for a sender that keeps it apart from the handle. */
export const actorKindHeader = "genie-actor-kind"

/** The last migration the sender knows. Another one on the other side is a `VersionMismatch`. */
export const schemaHeader = "genie-schema"

/** The sender's version, for the sentence of that refusal. */
export const versionHeader = "genie-version"

/** The key of a page's session. Its cookie is shown to every port of this machine, this is not. */
export const pageHeader = "genie-page"
