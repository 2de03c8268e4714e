// Writes the declarations of the promises from the contracts, or with --check says which are not what they say.
import { writeGenerated } from "../generated/writeGenerated.ts"
import { declaredFiles } from "./declared.ts"

writeGenerated("the contracts say", declaredFiles)
