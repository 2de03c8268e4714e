// Makes a data directory and the database in it, as the first start does. `create.ts DIRECTORY`
import { Effect } from "effect"
import { dataDirectory } from "../../../packages/store/src/database/owner/DataDirectory.ts"
import { makeReady } from "../../../packages/store/src/database/owner/makeReady.ts"
import { createDatabase } from "../../../packages/store/src/database/template/createDatabase.ts"
import { mark } from "./Recorded.ts"

const directory = dataDirectory(process.argv[2]!)
makeReady(directory)
await Effect.runPromise(createDatabase(directory))
mark({ isDone: true })
