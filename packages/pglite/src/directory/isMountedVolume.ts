import type { Stats } from "node:fs"

/**
 * Whether it is a volume as it is mounted into containers: root's, and writable for a group of this process. Files that are
 * made in it belong to this user alone.
 */
export const isMountedVolume = ({ gid, mode, uid }: Stats): boolean =>
  uid === 0 && (mode & 0o022) === 0o020 && isOurGroup(gid) && !isOfRootAlone(gid)

const isOurGroup = (gid: number): boolean =>
  process.getegid?.() === gid || (process.getgroups?.().includes(gid) ?? false)

/** A directory that root has opened to its own group is no volume. */
const isOfRootAlone = (gid: number): boolean => gid === 0 && process.getuid?.() === 0
