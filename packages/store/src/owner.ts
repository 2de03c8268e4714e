// Finding the owner of a data directory, for a command line that must not load a database to attach to one.

export { bytes } from "@genie/pglite/values"
export { type NamedDatabase, namedDatabase, unlikelyDirectory } from "./database/address/namedDatabase.ts"
export { type DataDirectory, dataDirectory, defaultDirectory, NoHomeDirectory } from "./database/owner/DataDirectory.ts"
export { DirectoryOwned } from "./database/owner/DirectoryOwned.ts"
export { DirectoryRefused } from "./database/owner/DirectoryRefused.ts"
export { Newcomer, OwnerInfo, OwnerKind } from "./database/owner/OwnerInfo.ts"
export { type OperatingSystemUser, operatingSystemUser } from "./database/owner/operatingSystemUser.ts"
export { prepareDirectory } from "./database/owner/prepareDirectory.ts"
export { readOwner, waitForOwner } from "./database/owner/readOwner.ts"
export { shouldYield } from "./database/owner/shouldYield.ts"
export { DatabaseUrlInvalid } from "./database/refusals.ts"
export { secretFrom } from "./secretFrom.ts"
