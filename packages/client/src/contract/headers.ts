// What a request says about its sender, besides its token.

/** The handle of the actor on whose behalf it is sent. */
export const actorHeader = "genie-actor"

/** The actor's kind: `human` when not said. */
export const actorKindHeader = "genie-actor-kind"

/** The last migration the sender knows. Another one on the other side is a `VersionMismatch`. */
export const schemaHeader = "genie-schema"

/** The sender's version, for the sentence of that refusal. */
export const versionHeader = "genie-version"

/** The key of a page's session. Its cookie is shown to every port of this machine, this is not. */
export const pageHeader = "genie-page"
