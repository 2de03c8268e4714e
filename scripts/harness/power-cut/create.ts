// Makes a database in a new data directory, as the first start does. `create.ts DIRECTORY`
import { Effect } from "effect"
import { dataDirectory } from "../../../packages/store/src/database/owner/DataDirectory.ts"
import { createDatabase } from "../../../packages/store/src/database/template/createDatabase.ts"
import { mark } from "./Recorded.ts"

await Effect.runPromise(createDatabase(dataDirectory(process.argv[2]!)))
mark({ isDone: true })
