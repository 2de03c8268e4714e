import { Schema } from "effect"
import { NAME_LENGTH_MAX, VARIABLE_LENGTH_MAX, VARIABLES_MAX } from "./lengths.ts"
import { Text } from "./Text.ts"

const VariableName = Schema.String.check(
  Schema.isMaxLength(NAME_LENGTH_MAX),
  Schema.isPattern(/^[A-Za-z_][A-Za-z0-9_]*$/, {
    message: "is no name of a variable. A name has letters, digits and _, and begins with no digit"
  })
)

/** The environment variables of a command, as an input. */
export const Variables = Schema.Record(VariableName, Text(VARIABLE_LENGTH_MAX)).check(
  Schema.isMaxProperties(VARIABLES_MAX, { message: `has more than ${VARIABLES_MAX} variables` })
)
