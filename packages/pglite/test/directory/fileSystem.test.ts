import { expect, test } from "vitest"
import { fileSystemOf, linuxMounts, macMounts, nearestMount } from "../../src/directory/fileSystem.ts"

const linux = linuxMounts(
  [
    "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw",
    "30 22 0:28 / /home/ana rw - nfs4 server:/home rw,vers=4.2",
    "31 30 0:29 / /home/ana/my\\040disk rw shared:5 master:1 - fuse.sshfs ana@host: rw",
    "32 22 0:30 / /tmp rw - ext4 /dev/vdb rw",
    "33 32 0:31 / /tmp rw - tmpfs tmpfs rw"
  ].join("\n")
)

test("a directory is on the deepest file system above it", () => {
  expect(nearestMount("/var/genie", linux)).toBe("ext4")
  expect(nearestMount("/home/ana", linux)).toBe("nfs4")
  expect(nearestMount("/home/ana/.genie", linux)).toBe("nfs4")
  expect(nearestMount("/home/anastasia", linux)).toBe("ext4")
  expect(nearestMount("/home/ana/my disk/.genie", linux)).toBe("fuse.sshfs")
})

test("of two file systems in one place the last one mounted counts", () => {
  expect(nearestMount("/tmp/genie", linux)).toBe("tmpfs")
})

test("what macOS says of its mounts is understood too", () => {
  const mac = macMounts(
    [
      "/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)",
      "//ana@server/home on /Volumes/my home (smbfs, nodev, nosuid, mounted by ana)"
    ].join("\n")
  )

  expect(nearestMount("/Users/ana/.genie", mac)).toBe("apfs")
  expect(nearestMount("/Volumes/my home/genie", mac)).toBe("smbfs")
})

test.runIf(process.platform === "linux")("this machine says what its file systems are", () => {
  expect(fileSystemOf("/proc/self")).toEqual({ name: "proc", isShared: false })
})
