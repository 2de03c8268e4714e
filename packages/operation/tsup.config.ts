import { library } from "../../tsup.base.ts"

export default library([
  "src/index.ts",
  "src/serve.ts",
  "src/connect.ts",
  "src/promised.ts",
  "src/runner.ts",
  "src/commands.ts",
  "src/commands/runCommand.ts"
])
