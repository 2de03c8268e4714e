import { NAME_LENGTH_MAX } from "./lengths.ts"
import { Text } from "./Text.ts"

/**
 * The name, key or id of something that should exist, as an input. More is accepted than a name may be, because the
 * answer to a name that nothing has is that there is no such thing, and a guess at what was meant.
 */
export const Reference = Text(NAME_LENGTH_MAX)
