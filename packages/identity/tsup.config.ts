import { library } from "../../tsup.base.ts"

export default library(["src/index.ts", "src/effect.ts", "src/contract/index.ts"])
