// The file system on its own, under a plain PGlite in this process. That nothing is lost when the power goes is the subject
// of `pnpm harness power-cut`; here is what that rests on, call by call.
import fs from "node:fs"
import { dirname, join, relative } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import { beforeAll, expect, onTestFinished, test, vi } from "vitest"
import type { Durability } from "../src/driver/PgliteOptions.ts"
import { DurableFs, startParams } from "../src/worker/DurableFs.ts"
import { temporaryDirectory } from "./temporaryDirectory.ts"

let empty: Blob
beforeAll(async () => {
  const pglite = await PGlite.create()
  empty = await pglite.dumpDataDir("none")
  await pglite.close()
})

/** Where descriptors lead, whoever opened them. */
const paths = new Map<number, string>()
beforeAll(() => {
  const { openSync } = fs
  fs.openSync = (path, ...how) => {
    const descriptor = openSync(path, ...how)
    paths.set(descriptor, String(path))
    return descriptor
  }
})

/** A database with a table of notes. */
const open = async ({
  directory = join(temporaryDirectory(), "pg"),
  durability = "power-loss"
}: {
  readonly directory?: string
  readonly durability?: Durability
} = {}) => {
  const files = new DurableFs(directory, { isSyncing: durability === "power-loss" })
  const isNew = !fs.existsSync(join(directory, "PG_VERSION"))
  const pglite = await PGlite.create({
    fs: files,
    startParams: startParams(durability),
    ...(isNew && { loadDataDir: empty })
  })
  if (isNew) await pglite.exec("create table notes (id int primary key, body text); checkpoint")
  return { directory, files, pglite }
}

/** What is asked of the disk from now on, in order: `write pg_wal/…`, `sync base/5`, `rename global/pg_control`. */
const watch = (directory: string) => {
  const calls: Array<string> = []
  const say = (call: string, path: string | undefined) =>
    path?.startsWith(directory) && calls.push(`${call} ${relative(directory, path) || "."}`)
  const { fsyncSync, openSync, renameSync, unlinkSync, writeSync } = fs
  const spies = [
    vi.spyOn(fs, "writeSync").mockImplementation((...args: ReadonlyArray<any>) => {
      say("write", paths.get(args[0]))
      return (writeSync as any)(...args)
    }),
    vi.spyOn(fs, "fsyncSync").mockImplementation((descriptor) => {
      say("sync", paths.get(descriptor))
      fsyncSync(descriptor)
    }),
    vi.spyOn(fs, "openSync").mockImplementation((path, flags, mode) => {
      if (flags === "wx") say("create", String(path))
      return openSync(path, flags, mode)
    }),
    vi.spyOn(fs, "renameSync").mockImplementation((from, to) => {
      say("rename", String(to))
      renameSync(from, to)
    }),
    vi.spyOn(fs, "unlinkSync").mockImplementation((path) => {
      say("unlink", String(path))
      unlinkSync(path)
    })
  ]
  onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
  return { calls, forget: () => calls.splice(0) }
}

const write = (pglite: PGlite, id: number) => pglite.query("insert into notes values ($1, 'something')", [id])

const inLog = /^\w+ pg_wal\//

/** An error of the system, as a full or broken disk makes it. */
const systemError = (code: string) => Object.assign(new Error(`${code}: the disk says no`), { code })

test("a commit is synced before it is acknowledged", async () => {
  const { directory, pglite } = await open()
  const disk = watch(directory)

  for (let id = 0; id < 20; id++) {
    disk.forget()
    await write(pglite, id)
    expect(disk.calls.filter((call) => inLog.test(call)).at(-1)).toMatch(/^sync /)
  }
})

test("commits that wait for a flush share one write and one sync", async () => {
  const { directory, files, pglite } = await open()
  const disk = watch(directory)
  await write(pglite, 0)
  disk.forget()

  files.deferring = true
  for (let id = 1; id <= 20; id++) await write(pglite, id)
  const before = disk.forget()
  files.flush()

  expect(before).toEqual([])
  expect(files.counts.deferred).toBe(20)
  expect(disk.calls.map((call) => call.split(" ")[0])).toEqual(["write", "sync"])
})

test.for(["power-loss", "process-crash"] as const)(
  "what waited for a flush is there after it, however long it is and through the end of a segment (%s)",
  async (durability) => {
    const { directory, files, pglite } = await open({ durability })
    const long = Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString("hex")
    await pglite.exec("alter table notes alter body set storage external")
    files.deferring = true
    for (let id = 0; id < 30; id++) {
      await pglite.query("insert into notes values ($1, $2)", [id, id % 10 === 0 ? long.repeat(4) : long.slice(id)])
      if (id % 15 === 7) await pglite.exec("select pg_switch_wal()")
    }
    files.flush()

    const copy = join(temporaryDirectory(), "pg")
    fs.cpSync(directory, copy, { recursive: true })
    const again = await open({ directory: copy })
    const { rows } = await again.pglite.query("select count(*) n, sum(length(body)) length from notes")
    expect(rows).toEqual([{ n: 30, length: 3 * 480_000 + 27 * 120_000 - (30 * 29) / 2 + 30 }])
  }
)

test("what waits for a flush can be read", async () => {
  const { directory, files, pglite } = await open()
  files.deferring = true
  await pglite.query("insert into notes values (1, 'to be found in the log')")
  const segment = join("pg_wal", files.walSegment!)
  const isFound = (bytes: Uint8Array) => Buffer.from(bytes).includes("to be found in the log")

  expect(isFound(fs.readFileSync(join(directory, segment)))).toBe(false)
  expect(isFound(pglite.Module.FS.readFile(`/pglite/data/${segment}`))).toBe(true)
})

test.for(["power-loss", "process-crash"] as const)(
  "no data is written, and no name changes, before the log that waits (%s)",
  async (durability) => {
    const { directory, files, pglite } = await open({ durability })
    // The table has its page.
    await write(pglite, -1)
    const disk = watch(directory)
    for (const [id, statement] of ["checkpoint", "create table more ()", "drop table more; checkpoint"].entries()) {
      files.deferring = true
      await write(pglite, id)
      expect(disk.forget()).toEqual([])
      await pglite.exec(statement)
      expect(disk.forget()[0]).toMatch(/^write pg_wal\//)
      files.flush()
      disk.forget()
    }
  }
)

test("no data is written, and no name changes, before the log that was to be flushed", async () => {
  const { directory, files, pglite } = await open()
  const disk = watch(directory)
  files.deferring = true

  for (let id = 0; id < 200; id++) {
    await write(pglite, id)
    if (id % 50 === 49) await pglite.exec(`checkpoint; create table more_${id} (); drop table more_${id}`)
  }

  let isOwed = false
  let others = 0
  for (const call of disk.calls) {
    if (/^write pg_wal\//.test(call)) isOwed = true
    else if (/^sync pg_wal\//.test(call)) isOwed = false
    else if (!call.startsWith("sync")) {
      others++
      expect(isOwed, call).toBe(false)
    }
  }
  expect(others).toBeGreaterThan(20)
})

test("the directory of a new file is synced before anybody hears of the file", async () => {
  const { directory, pglite } = await open()
  const disk = watch(directory)

  await pglite.exec("create table more (body text)")

  const created = disk.calls.find((call) => /^create base\//.test(call))!
  expect(disk.calls.indexOf(`sync ${dirname(created.split(" ")[1]!)}`)).toBeGreaterThan(disk.calls.indexOf(created))
})

test("the directory of a removed file is synced with the next commit", async () => {
  const { directory, pglite } = await open()
  const disk = watch(directory)
  await pglite.exec("create table more (body text); insert into more values ('x'); drop table more")
  disk.forget()

  await pglite.exec("checkpoint")
  await write(pglite, 1)

  const last = disk.calls.findLastIndex((call) => /^unlink base\//.test(call))
  expect(last).toBeGreaterThanOrEqual(0)
  expect(disk.calls.slice(last)).toContain(`sync ${dirname(disk.calls[last]!.split(" ")[1]!)}`)
})

test("a renamed file replaces the old one at once, and its directory is synced", async () => {
  const { directory, pglite } = await open()
  const disk = watch(directory)

  await pglite.exec("checkpoint")

  const renamed = "rename pg_logical/replorigin_checkpoint"
  expect(disk.calls).toContain(renamed)
  expect(disk.calls).not.toContain("unlink pg_logical/replorigin_checkpoint")
  expect(disk.calls.slice(disk.calls.indexOf(renamed))).toContain("sync pg_logical")
})

test("nobody but the owner may read a file, whatever the umask and the engine say", async () => {
  const before = process.umask(0)
  onTestFinished(() => void process.umask(before))
  const { directory, pglite } = await open()
  for (const statement of ["create table more ()", "create database other", "vacuum full notes", "checkpoint"])
    await pglite.exec(statement)

  pglite.Module.FS.chmod("/pglite/data/postgresql.conf", 0o666)
  pglite.Module.FS.chmod("/pglite/data/base", 0o777)

  const modeOf = (path: string) => fs.statSync(path).mode & 0o777
  const entries = fs.readdirSync(directory, { recursive: true, withFileTypes: true })
  const isOpen = (entry: fs.Dirent) =>
    modeOf(join(entry.parentPath, entry.name)) !== (entry.isDirectory() ? 0o700 : 0o600)
  expect(entries.length).toBeGreaterThan(1_000)
  expect(entries.filter(isOpen)).toEqual([])
  expect(modeOf(directory)).toBe(0o700)
})

test("an engine that is told that a sync failed stops, and what was committed before is there", async () => {
  const { directory, files, pglite } = await open()
  await write(pglite, 1)
  vi.spyOn(fs, "fsyncSync").mockImplementationOnce(() => {
    throw systemError("EIO")
  })

  await expect(write(pglite, 2)).rejects.toMatchObject({ severity: "PANIC", code: "58030" })
  expect(() => files.flush()).toThrow("EIO")

  const again = await open({ directory })
  const { rows } = await again.pglite.query("select id from notes where id = 1")
  expect(rows).toEqual([{ id: 1 }])
})

test("a flush that fails throws, and goes on throwing", async () => {
  const { files, pglite } = await open()
  files.deferring = true
  await write(pglite, 1)
  vi.spyOn(fs, "fsyncSync").mockImplementationOnce(() => {
    throw systemError("EIO")
  })

  expect(() => files.flush()).toThrow("EIO")
  expect(() => files.flush()).toThrow("EIO")
})

test("a write that waited and fails throws, and goes on throwing", async () => {
  const { files, pglite } = await open({ durability: "process-crash" })
  files.deferring = true
  await write(pglite, 1)
  const spy = vi.spyOn(fs, "writeSync").mockImplementationOnce(() => {
    throw systemError("ENOSPC")
  })

  expect(() => files.flush()).toThrow("ENOSPC")
  expect(() => files.flush()).toThrow("ENOSPC")
  spy.mockRestore()
})

test("a disk that takes a part of a write gets the rest", async () => {
  const { directory, files, pglite } = await open({ durability: "process-crash" })
  files.deferring = true
  await write(pglite, 1)
  const { writeSync } = fs
  const spy = vi.spyOn(fs, "writeSync").mockImplementationOnce((...args: ReadonlyArray<any>) => {
    const [descriptor, bytes, offset, , position] = args
    return writeSync(descriptor, bytes, offset, 100, position)
  })
  files.flush()
  spy.mockRestore()

  const copy = join(temporaryDirectory(), "pg")
  fs.cpSync(directory, copy, { recursive: true })
  const again = await open({ directory: copy })
  expect((await again.pglite.query("select id from notes")).rows).toEqual([{ id: 1 }])
})

test("a file that the disk has no room for can be made when it has", async () => {
  const { pglite } = await open()
  vi.spyOn(fs, "openSync").mockImplementationOnce(() => {
    throw systemError("ENOSPC")
  })

  await expect(pglite.exec("create table more (body text)")).rejects.toMatchObject({ code: "53100" })
  await pglite.exec("create table more (body text); insert into more values ('x')")

  const { rows } = await pglite.query("select body from more")
  expect(rows).toEqual([{ body: "x" }])
})

test("a tablespace is refused: it would be in memory", async () => {
  const { pglite } = await open()
  pglite.Module.FS.mkdir("/elsewhere")

  await expect(pglite.exec("create tablespace elsewhere location '/elsewhere'")).rejects.toThrow("symbolic link")
})

test("after a crash the engine finds what it had committed, and no file is synced twice for nothing", async () => {
  const { directory, pglite } = await open()
  await write(pglite, 1)
  const left = join(temporaryDirectory(), "left")
  fs.cpSync(directory, left, { recursive: true })

  const { files, pglite: recovered } = await open({ directory: left })

  const { rows } = await recovered.query("select id from notes")
  expect(rows).toEqual([{ id: 1 }])
  expect(files.counts.unneeded).toBeGreaterThan(900)
})

test("an engine that died while it started keeps no other from starting", async () => {
  const { directory, pglite } = await open()
  await pglite.close()
  fs.writeFileSync(join(directory, "postmaster.pid"), "")

  const again = await open({ directory })

  const { rows } = await again.pglite.query("select count(*)::int as notes from notes")
  expect(rows).toEqual([{ notes: 0 }])
})

test("nothing is synced where only a crash of the process is to be survived", async () => {
  const { directory, files, pglite } = await open({ durability: "process-crash" })
  const disk = watch(directory)

  await write(pglite, 1)
  await pglite.exec("checkpoint; create table more (body text)")
  files.flush()

  expect(disk.calls.filter((call) => call.startsWith("sync"))).toEqual([])
  expect(files.counts).toEqual({ syncs: 0, directorySyncs: 0, unneeded: 0, deferred: 0 })
})

/** What is left of a database whose engine was killed after a commit. */
const killed = async (): Promise<string> => {
  const { directory, pglite } = await open()
  await write(pglite, 1)
  const left = join(temporaryDirectory(), "pg")
  fs.cpSync(directory, left, { recursive: true })
  await pglite.close()
  return left
}

test("after a kill everything is synced at once before the engine starts, which then syncs only what it has written", async () => {
  const directory = await killed()
  const files = new DurableFs(directory, { isSyncing: true })
  const disk = watch(directory)

  await files.syncPast()
  const pglite = await PGlite.create({ fs: files, startParams: startParams("power-loss") })
  files.pastIsOver()

  const { rows } = await pglite.query("select id from notes")
  expect(rows).toEqual([{ id: 1 }])
  const touched = new Set(
    disk.calls.flatMap((call) => (call.startsWith("sync ") ? [] : [call.slice(call.indexOf(" ") + 1)]))
  )
  const synced = disk.calls.filter((call) => call.startsWith("sync ")).map((call) => call.slice("sync ".length))
  const isDirectory = (path: string) => fs.statSync(join(directory, path)).isDirectory()
  expect(
    synced.filter((path) => !touched.has(path) && fs.existsSync(join(directory, path)) && !isDirectory(path))
  ).toEqual([])
  expect(files.counts.unneeded).toBeGreaterThan(100)
  await pglite.close()
})

test("once it is open, a file that was not seen to be synced is synced", async () => {
  const directory = await killed()
  const files = new DurableFs(directory, { isSyncing: true })
  await files.syncPast()
  const pglite = await PGlite.create({ fs: files, startParams: startParams("power-loss") })
  files.pastIsOver()
  const disk = watch(directory)

  await write(pglite, 2)
  await pglite.exec("checkpoint")

  const [table] = (await pglite.query<{ path: string }>("select pg_relation_filepath('notes') as path")).rows
  expect(disk.calls).toContain(`sync ${table!.path}`)
  await pglite.close()
})

test("a database that was closed has nothing to sync before it is opened", async () => {
  const { directory, pglite } = await open()
  await pglite.close()
  const asked = vi.spyOn(fs, "fsync")
  onTestFinished(() => asked.mockRestore())

  await new DurableFs(directory, { isSyncing: true }).syncPast()

  expect(asked).not.toHaveBeenCalled()
})

test("where the disk cannot sync what a killed engine left, no engine starts on it", async () => {
  const directory = await killed()
  const files = new DurableFs(directory, { isSyncing: true })
  const refusal = vi.spyOn(fs, "fsync").mockImplementation((_, done) => done(systemError("EIO") as never))
  onTestFinished(() => refusal.mockRestore())

  await files.syncPast()

  await expect(PGlite.create({ fs: files, startParams: startParams("power-loss") })).rejects.toThrow()
})
