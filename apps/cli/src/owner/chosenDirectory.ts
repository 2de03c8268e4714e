import { type DataDirectory, dataDirectory } from "@genie/store/owner"

/** The data directory: `GENIE_HOME`, or `~/.genie`. */
export const chosenDirectory = (): DataDirectory => dataDirectory(process.env.GENIE_HOME || undefined)
