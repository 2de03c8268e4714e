// The directory of an embedded database: its lock, its owner, and whether it can hold one. Loads no engine.
export { type DatabaseDirectory, databaseDirectory } from "./directory/DatabaseDirectory.ts"
export { DirectoryUnusable } from "./directory/DirectoryUnusable.ts"
export { engineMajor } from "./directory/engineMajor.ts"
export { type DirectoryLock, tryLock } from "./directory/lock.ts"
export { makeReady, type ReadyOptions } from "./directory/makeReady.ts"
export {
  type OwnerInfo,
  readOwnerFile,
  refuseBesideOwner,
  removeDrafts,
  removeOwnerFile,
  writeOwnerFile
} from "./directory/ownerFile.ts"
export type { Program } from "./directory/Program.ts"
export { isSurelyAlive, mayBeAlive, thisProcess } from "./directory/thisProcess.ts"
export { misspelling, unlikelyDirectory } from "./directory/unlikelyDirectory.ts"
