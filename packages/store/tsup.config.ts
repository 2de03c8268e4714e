import { library } from "../../tsup.base.ts"

export default library(["src/index.ts", "src/effect.ts", "src/model/index.ts", "src/testing/index.ts"])
