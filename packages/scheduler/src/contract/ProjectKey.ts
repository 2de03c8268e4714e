import { Schema } from "effect"

/** A project as people name it, in every input: the SHOP of SHOP-12. */
export const ProjectKey = Schema.String.check(Schema.isMaxLength(200))
