// Makes a data directory and the database in it, as the first start does. `create.ts DIRECTORY`
import { Effect } from "effect"
import { dataDirectory } from "../../../packages/store/src/database/owner/DataDirectory.ts"
import { prepareDirectory } from "../../../packages/store/src/database/owner/prepareDirectory.ts"
import { createDatabase } from "../../../packages/store/src/database/template/createDatabase.ts"
import { mark } from "./Recorded.ts"

const directory = dataDirectory(process.argv[2]!)
await Effect.runPromise(Effect.andThen(prepareDirectory(directory), createDatabase(directory)))
mark({ isDone: true })
