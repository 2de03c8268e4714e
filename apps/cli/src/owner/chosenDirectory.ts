import { InvalidInput } from "@genie/operation"
import {
  type DataDirectory,
  DirectoryRefused,
  dataDirectory,
  NoHomeDirectory,
  unlikelyDirectory
} from "@genie/store/owner"

/** The data directory: `GENIE_HOME`, or `~/.genie`. Throws the refusal of one that is named like an address. */
export const chosenDirectory = (): DataDirectory => {
  const named = process.env.GENIE_HOME || undefined
  const reason = named === undefined ? undefined : unlikelyDirectory(named)
  if (reason !== undefined) throw new InvalidInput({ field: "GENIE_HOME", reason })
  try {
    return dataDirectory(named)
  } catch (error) {
    if (!(error instanceof NoHomeDirectory)) throw error
    throw new DirectoryRefused({ directory: "~/.genie", reason: error.message })
  }
}
