// Loaded before a program with `--import`, in each of its threads: writes down, in the order in which it was done, every call
// that changes what is in a directory, every sync, and what the program says of itself. All threads append to one file, each
// of them after the call and before anybody hears of its end, so that whatever was acknowledged stands behind what it rests on.
//
// A call that it does not know of is found out: when the program has ended, its directory is compared with what was recorded.
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { join, relative, resolve } from "node:path"
import { LIFE_VARIABLE, LOG_VARIABLE, MARK, type Recorded, ROOT_VARIABLE } from "./Recorded.ts"

const root = resolve(process.env[ROOT_VARIABLE]!)
const real = { ...fs }
const log = real.openSync(process.env[LOG_VARIABLE]!, "a")
/** Descriptors of what is in the directory. */
const watched = new Set<number>()
/** Node's own functions call one another: only the outermost is what the program did. */
let isInside = false

const record = (call: Recorded, data: Uint8Array = nothing): void => {
  const header = Buffer.from(JSON.stringify(call))
  const lengths = Buffer.allocUnsafe(8)
  lengths.writeUInt32LE(header.length, 0)
  lengths.writeUInt32LE(data.length, 4)
  real.writevSync(log, [lengths, header, data])
  if (call.call !== "mark" && isTime(call)) process.kill(process.pid, "SIGKILL")
}

let callsLeft = Number(process.env[LIFE_VARIABLE] ?? Number.POSITIVE_INFINITY)
let isNameOpen = false
const logs = new Set<number>()

/**
 * Whether this thread is to be killed: when its calls are used up, and something was written to the log while a name is not
 * synced that the log may rely on. Here and nowhere else: a call that was done and not written down would be missing for ever.
 */
const isTime = (call: Recorded): boolean => {
  callsLeft--
  if (call.call === "create") isNameOpen = true
  else if (call.call === "sync") isNameOpen = false
  else if (call.call === "open" && call.name.startsWith("pg_wal/")) logs.add(call.descriptor)
  else if (call.call === "close") logs.delete(call.descriptor)
  return callsLeft < 0 && isNameOpen && call.call === "write" && logs.has(call.descriptor)
}

const nothing = new Uint8Array(0)

/** The name within the directory, if it is in there. */
const nameOf = (path: unknown): string | undefined => {
  if (typeof path !== "string") return undefined
  const name = relative(root, resolve(path))
  return name === ".." || name.startsWith("../") ? undefined : name
}

const isThere = (path: string): boolean => real.existsSync(path)

/** What a call on a path will have done: to be asked before, and recorded after. */
const creation = (path: string): ReadonlyArray<Recorded> =>
  isThere(path) ? [] : [{ call: "create", name: nameOf(path)! }]

const directories = (path: string): ReadonlyArray<Recorded> => {
  const missing: Array<Recorded> = []
  for (let at = resolve(path); !isThere(at); at = resolve(at, ".."))
    missing.unshift({ call: "mkdir", name: nameOf(at)! })
  return missing
}

const removals = (path: string): ReadonlyArray<Recorded> => {
  if (!isThere(path)) return []
  const name = nameOf(path)!
  if (!real.lstatSync(path).isDirectory()) return [{ call: "unlink", name }]
  const inside = real.readdirSync(path).flatMap((entry) => removals(join(path, entry)))
  return [...inside, { call: "rmdir", name }]
}

type Name = { [Key in keyof typeof fs]: (typeof fs)[Key] extends (...args: any) => any ? Key : never }[keyof typeof fs]

/** Puts ours in the place of Node's function where the first argument is a path in the directory. */
const onPath = <N extends Name>(
  name: N,
  ours: (next: (...args: Array<any>) => any, ...args: Array<any>) => unknown
) => {
  const next = real[name] as (...args: Array<any>) => any
  const replaced = (...args: Array<any>) => {
    if (isInside || nameOf(args[0]) === undefined) return next(...args)
    isInside = true
    try {
      return ours(next, ...args)
    } finally {
      isInside = false
    }
  }
  Object.assign(fs, { [name]: replaced })
}

/** The same where the first argument is a descriptor of something in the directory. */
const onDescriptor = <N extends Name>(name: N, after: (result: any, ...args: Array<any>) => void) => {
  const next = real[name] as (...args: Array<any>) => any
  const replaced = (...args: Array<any>) => {
    const result = next(...args)
    if (!isInside && watched.has(args[0])) after(result, ...args)
    return result
  }
  Object.assign(fs, { [name]: replaced })
}

const recordAll = (calls: ReadonlyArray<Recorded>) => calls.forEach((call) => record(call))

const isTruncating = (flags: string | number | undefined) =>
  typeof flags === "string" ? flags.startsWith("w") : ((flags ?? 0) & fs.constants.O_TRUNC) !== 0

onPath("openSync", (next, path: string, flags, mode) => {
  const created = creation(path)
  const descriptor: number = next(path, flags, mode)
  recordAll(created)
  record({ call: "open", name: nameOf(path)!, descriptor })
  watched.add(descriptor)
  if (isTruncating(flags) && created.length === 0) record({ call: "resize", descriptor, size: 0 })
  return descriptor
})
// Before the call: its number may be another thread's file right after.
Object.assign(fs, {
  closeSync: (descriptor: number) => {
    if (!isInside && watched.delete(descriptor)) record({ call: "close", descriptor })
    real.closeSync(descriptor)
  }
})
onDescriptor("writeSync", (length: number, descriptor: number, buffer: NodeJS.ArrayBufferView, offset, _, position) => {
  const data = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length)
  record({ call: "write", descriptor, at: position }, data)
})
onDescriptor("ftruncateSync", (_, descriptor: number, size = 0) => record({ call: "resize", descriptor, size }))
onDescriptor("fsyncSync", (_, descriptor: number) => record({ call: "sync", descriptor }))
onDescriptor("fdatasyncSync", (_, descriptor: number) => record({ call: "sync", descriptor }))

onPath("truncateSync", (_, path: string, size = 0) => {
  const descriptor = real.openSync(path, "r+")
  real.ftruncateSync(descriptor, size)
  record({ call: "open", name: nameOf(path)!, descriptor })
  record({ call: "resize", descriptor, size })
  record({ call: "close", descriptor })
  real.closeSync(descriptor)
})
onPath("writeFileSync", (_, path: string, content: string | Uint8Array, options) => {
  const created = creation(path)
  const descriptor = real.openSync(path, "w", typeof options === "object" ? options?.mode : undefined)
  recordAll(created)
  record({ call: "open", name: nameOf(path)!, descriptor })
  if (created.length === 0) record({ call: "resize", descriptor, size: 0 })
  const data = Buffer.from(content as Uint8Array)
  for (let at = 0; at < data.length; ) {
    const length = real.writeSync(descriptor, data, at, data.length - at, at)
    record({ call: "write", descriptor, at }, data.subarray(at, at + length))
    at += length
  }
  record({ call: "close", descriptor })
  real.closeSync(descriptor)
})
onPath("mkdirSync", (next, path: string, options) => {
  const made = directories(path)
  const first = next(path, options)
  recordAll(made)
  return first
})
onPath("renameSync", (next, from: string, to: string) => {
  next(from, to)
  record({ call: "rename", name: nameOf(from)!, to: nameOf(to)! })
})
for (const name of ["unlinkSync", "rmdirSync", "rmSync"] as const)
  onPath(name, (next, path: string, options) => {
    const removed = removals(path)
    next(path, options)
    recordAll(removed)
  })

// The same without waiting, as far as an engine does it before it starts. What was written while a sync was running may not
// be on the disk when it ends.
Object.assign(fs, {
  open: (path: string, flags: any, done: (error: Error | null, descriptor: number) => void) =>
    real.open(path, flags, (error, descriptor) => {
      const name = nameOf(path)
      if (error === null && name !== undefined) {
        record({ call: "open", name, descriptor })
        watched.add(descriptor)
      }
      done(error, descriptor)
    }),
  fsync: (descriptor: number, done: (error: Error | null) => void) => {
    if (!watched.has(descriptor)) return real.fsync(descriptor, done)
    record({ call: "begin sync", descriptor })
    real.fsync(descriptor, (error) => {
      if (error === null) record({ call: "sync", descriptor })
      done(error)
    })
  }
})

// The same with promises, as far as the creation of a database uses them. There one thing is done at a time,
// except syncs.
const promises = { ...fs.promises }
Object.assign(fs.promises, {
  mkdir: async (path: string, options: any) => {
    const made = nameOf(path) === undefined ? [] : directories(path)
    const first = await promises.mkdir(path, options)
    recordAll(made)
    return first
  },
  rename: async (from: string, to: string) => {
    await promises.rename(from, to)
    if (nameOf(from) !== undefined) record({ call: "rename", name: nameOf(from)!, to: nameOf(to)! })
  },
  rm: async (path: string, options: any) => {
    const removed = nameOf(path) === undefined ? [] : removals(path)
    await promises.rm(path, options)
    recordAll(removed)
  },
  open: async (path: string, flags: any, mode: any) => {
    const name = nameOf(path)
    const handle = await promises.open(path, flags, mode)
    if (name === undefined) return handle
    const descriptor = handle.fd
    record({ call: "open", name, descriptor })
    const { close, sync } = handle
    return Object.assign(handle, {
      sync: async () => {
        record({ call: "begin sync", descriptor })
        await sync.call(handle)
        record({ call: "sync", descriptor })
      },
      close: async () => {
        record({ call: "close", descriptor })
        await close.call(handle)
      }
    })
  }
})
syncBuiltinESMExports()

Object.assign(globalThis, { [MARK]: (said: unknown) => record({ call: "mark", said }) })
