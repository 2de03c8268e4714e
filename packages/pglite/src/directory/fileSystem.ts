// On what a directory lies. A lock on a network file system holds on one host at most, and some hold nowhere.
import { readFileSync } from "node:fs"

/** A file system as the kernel calls it: `ext4`, `nfs4`, `fuse.sshfs`. */
export interface FileSystem {
  readonly name: string
  /** Another host, or the host of this virtual machine, can have it mounted too. */
  readonly isShared: boolean
}

/** The file system below this path, links already followed; undefined where the system does not tell. */
export function fileSystemOf(path: string): FileSystem | undefined {
  const name = nearestMount(path, mounts())
  return name === undefined ? undefined : { name, isShared: shared.has(name) }
}

/** A mounted file system, and its place. */
interface Mount {
  readonly at: string
  readonly name: string
}

function mounts(): ReadonlyArray<Mount> {
  try {
    if (process.platform === "linux") return linuxMounts(readFileSync("/proc/self/mountinfo", "utf8"))
    // Loading what starts processes takes longer than everything else here, and Linux needs none.
    const { execFileSync } = process.getBuiltinModule("node:child_process")
    if (process.platform === "darwin") return macMounts(execFileSync("/sbin/mount", { encoding: "utf8" }))
  } catch {}
  return []
}

/** Lines like `36 35 98:0 /mnt1 /mnt\0402 rw,noatime master:1 - ext3 /dev/root rw,errors=continue`. */
export const linuxMounts = (mountinfo: string): ReadonlyArray<Mount> =>
  mountinfo.split("\n").flatMap((line) => {
    const [before = "", after = ""] = line.split(" - ")
    const at = before.split(" ")[4]
    const name = after.split(" ")[0]
    return at && name
      ? [{ at: at.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(parseInt(octal, 8))), name }]
      : []
  })

/** Lines like `server:/home on /Volumes/home (nfs, nodev, nosuid)`. */
export const macMounts = (mount: string): ReadonlyArray<Mount> =>
  mount.split("\n").flatMap((line) => {
    const [, at, name] = /^.+? on (.+) \(([^,)]+)[^)]*\)$/.exec(line) ?? []
    return at && name ? [{ at, name }] : []
  })

/** The deepest one above the path; of several in one place the last one mounted, which hides the others. */
export function nearestMount(path: string, mounts: ReadonlyArray<Mount>): string | undefined {
  let nearest: Mount | undefined
  for (const mount of mounts) {
    const isAbove = mount.at === "/" || path === mount.at || path.startsWith(`${mount.at}/`)
    if (isAbove && mount.at.length >= (nearest?.at.length ?? 0)) nearest = mount
  }
  return nearest?.name
}

const shared: ReadonlySet<string> = new Set([
  ...["nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "afpfs", "9p", "afs", "coda", "davfs", "webdav"],
  ...["ceph", "fuse.ceph", "lustre", "gfs2", "ocfs2", "beegfs", "gpfs", "pvfs2", "orangefs"],
  ...["glusterfs", "fuse.glusterfs", "fuse.moosefs", "fuse.juicefs", "fuse.JuiceFS"],
  ...["fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.davfs2", "fuse.mount-s3"],
  // Folders that the host of a virtual machine shares with it: the locks of one are not seen by the other.
  ...["virtiofs", "vboxsf", "prl_fs", "vmhgfs", "fuse.vmhgfs-fuse", "fuse.grpcfuse", "fuse.osxfs"]
])
