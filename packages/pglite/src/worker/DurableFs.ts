// PGlite on Node answers every fsync with "done" and does nothing, and its files are for everybody to read. This file system
// really syncs: what the engine was told is on the disk is on the disk, files and the directories that name them alike.
import fs from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { PGlite } from "@electric-sql/pglite"
import { NodeFS } from "@electric-sql/pglite/nodefs"
import type { Durability } from "../driver/PgliteOptions.ts"
import { HeldWrites } from "./HeldWrites.ts"
import { heldParams } from "./holdSettings.ts"

/** Parameters that the engine is started with. */
export const startParams = (durability: Durability): Array<string> => {
  // `-F` turns fsync off.
  const isWanted = (parameter: string) => parameter !== "-F" || durability === "process-crash"
  return [...PGlite.defaultStartParams.filter(isWanted), ...heldParams(durability)]
}

/**
 * The engine's directory on the disk. It calls the system through the `fs` object, so that a test can watch every call and
 * make it fail.
 *
 * Once a sync has failed, or a write that had waited, every later one fails: the system may have forgotten what it could not
 * write, and would say "done" the second time. Only an engine that is started anew knows, from its log, what is there.
 */
export class DurableFs extends NodeFS {
  /**
   * While set, writes to the end of the write-ahead log and its syncs wait for `flush`, so that many commits share one of
   * each. The setter acknowledges no commit before `flush` has returned, and ends the engine when it throws.
   */
  deferring = false

  /** Syncs that were done; those of them that were of directories; left out, as nothing had changed; left to `flush`. */
  readonly counts = { syncs: 0, directorySyncs: 0, unneeded: 0, deferred: 0 }

  /** Name of the file of the write-ahead log that was written last: how far the log is, without asking the engine. */
  walSegment: string | undefined

  readonly #isSyncing: boolean
  /** Writes to the log, until `flush`. */
  readonly #held = new HeldWrites()
  /** Descriptors of the log files that wait for `flush`. */
  readonly #deferred = new Set<number>()
  /** Directories in which a name came, changed or went since they were synced. */
  readonly #changed = new Set<string>()
  #failure: unknown
  /** Whether everything is synced that was written by engines before this one. */
  #isPastSynced = false

  constructor(directory: string, { isSyncing }: { readonly isSyncing: boolean }) {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 })
    super(directory)
    this.#isSyncing = isSyncing
  }

  override init(pglite: PGlite, options: Parameters<NodeFS["init"]>[1]): ReturnType<NodeFS["init"]> {
    // An engine that dies while it writes this file leaves it empty, and no engine starts with an empty one. It would keep
    // nobody out anyway: all of them take themselves for process 42. The lock of the directory is asked before.
    fs.rmSync(join(this.rootDir, "postmaster.pid"), { force: true })
    // Before the directory is mounted: its root keeps the operations that there are at that moment.
    const install = (module: unknown) => this.#install((module as { readonly NODEFS: Nodes }).NODEFS)
    return super.init(pglite, { ...options, preRun: [...(options.preRun ?? []), install] })
  }

  /**
   * After a crash the engine syncs all of its files before it does anything else, one after the other, and the disk is
   * flushed for each. Called before the engine is started, this does the same for many at once, which takes a tenth of the
   * time; `pastIsOver` is to be called when the engine is open.
   *
   * A file that cannot even be opened is left to the engine.
   */
  async syncPast(): Promise<void> {
    if (!this.#isSyncing || wasShutDown(this.rootDir)) return
    try {
      const entries = fs.readdirSync(this.rootDir, { recursive: true, withFileTypes: true })
      const paths = [this.rootDir, ...entries.map((entry) => join(entry.parentPath, entry.name))]
      for (let at = 0; at < paths.length; at += SYNCS_AT_ONCE)
        await Promise.all(paths.slice(at, at + SYNCS_AT_ONCE).map((path) => this.#syncPath(path)))
      this.#isPastSynced = true
    } catch {
      // The engine finds the same, and says it.
    }
  }

  /** From now on only what was seen to be synced counts as synced. */
  pastIsOver(): void {
    this.#isPastSynced = false
  }

  /** Whether `flush` has to sync. */
  get isSyncOwed(): boolean {
    return this.#deferred.size > 0
  }

  /** Does the writes and syncs that were left to it. */
  flush(): void {
    if (this.#failure !== undefined) throw this.#failure
    this.#writeHeld()
    if (!this.isSyncOwed) return
    for (const descriptor of this.#deferred) this.#sync(descriptor)
    this.#deferred.clear()
    this.#syncDirectories()
  }

  #install(nodes: Nodes): void {
    const { convertNodeCode, node_ops: onNodes, stream_ops: onStreams } = nodes
    const attempt = (work: () => void) => nodes.tryFSOperation(work)
    // A code that the engine does not know would look like success to it.
    nodes.convertNodeCode = (error) => convertNodeCode(error) ?? EIO

    const isHolding = () => this.#held.descriptor !== undefined
    const isOwed = () => isHolding() || this.isSyncOwed
    const beforeWrite = (node: Node) => {
      // The log comes before the data, which may rely on every commit that the engine believes to be safe.
      if (isOwed() && !isInLog(node)) attempt(() => this.flush())
      node.isSynced = false
    }
    const beforeNaming = () => {
      if (isOwed()) attempt(() => this.flush())
    }

    nodes.stream_ops = {
      ...onStreams,
      read: (stream, ...where) => {
        if (isHolding() && isInLog(stream.node)) attempt(() => this.#writeHeld())
        return onStreams.read(stream, ...where)
      },
      write: (stream, buffer, offset, length, position) => {
        const { nfd, node } = stream
        beforeWrite(node)
        if (isSegment(node)) {
          this.walSegment = node.name
          const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length)
          if (this.deferring && this.#held.take(nfd, bytes, position)) return length
          // The held write is older, and may be of the same page.
          if (isHolding()) attempt(() => this.#writeHeld())
        }
        return onStreams.write(stream, buffer, offset, length, position)
      },
      setattr: (stream, attributes) => {
        if (attributes.size !== undefined) beforeWrite(stream.node)
        onStreams.setattr(stream, closedToOthers(attributes))
      },
      fsync: (stream) => {
        if (this.#isSyncing) attempt(() => this.#fsync(stream, nodes.realPath(stream.node)))
        return 0
      },
      close: (stream) => {
        const isHeld = isHolding() && this.#held.descriptor === stream.nfd
        if (isHeld || this.#deferred.has(stream.nfd)) attempt(() => this.flush())
        onStreams.close(stream)
      }
    }

    nodes.node_ops = {
      ...onNodes,
      setattr: (node, attributes) => {
        if (attributes.size !== undefined) beforeWrite(node)
        onNodes.setattr(node, closedToOthers(attributes))
      },
      mknod: (parent, name, mode, device) => {
        beforeNaming()
        const directory = nodes.realPath(parent)
        attempt(() => {
          const path = join(directory, name)
          if (isDirectory(mode)) fs.mkdirSync(path, { mode: 0o700 })
          else fs.closeSync(fs.openSync(path, "wx", 0o600))
        })
        this.#noteChange(directory)
        // Not before the file is there: the engine would go on believing in one that could not be made.
        const node = nodes.createNode(parent, name, mode & ~OTHERS, device)
        node.isSynced = false
        return node
      },
      rename: (node, parent, name) => {
        beforeNaming()
        // A name that moved must not be there before one that came earlier, in whichever directory.
        attempt(() => this.#syncDirectories())
        const from = nodes.realPath(node.parent)
        onNodes.rename(node, parent, name)
        this.#noteChange(from)
        this.#noteChange(nodes.realPath(parent))
      },
      unlink: (parent, name) => {
        beforeNaming()
        onNodes.unlink(parent, name)
        this.#noteChange(nodes.realPath(parent))
      },
      rmdir: (parent, name) => {
        beforeNaming()
        onNodes.rmdir(parent, name)
        this.#changed.delete(join(nodes.realPath(parent), name))
        this.#noteChange(nodes.realPath(parent))
      },
      // A tablespace. Outside of the directory there is only memory: what it holds would be gone at the next start.
      symlink: () => attempt(() => refuse("EPERM"))
    }
  }

  #writeHeld(): void {
    this.#attempt(() => this.#held.write())
  }

  #fsync({ nfd, node }: Stream, path: string): void {
    if (this.deferring && isInLog(node) && !isDirectory(node.mode)) {
      this.#deferred.add(nfd)
      this.counts.deferred++
      return
    }
    this.flush()
    // After a crash the engine syncs all of its files twice. A file that was not written in between is as safe as it was.
    if ((node.isSynced ?? this.#isPastSynced) && !this.#changed.has(path)) this.counts.unneeded++
    else this.#sync(nfd)
    node.isSynced = true
    this.#changed.delete(path)
    this.#syncDirectories()
  }

  #noteChange(directory: string): void {
    if (this.#isSyncing) this.#changed.add(directory)
  }

  #syncDirectories(): void {
    for (const path of this.#changed) {
      const descriptor = fs.openSync(path, "r")
      try {
        this.#sync(descriptor)
      } finally {
        fs.closeSync(descriptor)
      }
      this.counts.directorySyncs++
      this.#changed.delete(path)
    }
  }

  async #syncPath(path: string): Promise<void> {
    const descriptor = await promisify(fs.open)(path, "r")
    try {
      await promisify(fs.fsync)(descriptor)
    } catch (error) {
      this.#failure ??= error
      throw error
    } finally {
      fs.closeSync(descriptor)
    }
  }

  #sync(descriptor: number): void {
    this.#attempt(() => fs.fsyncSync(descriptor))
    this.counts.syncs++
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#failure ??= error
      throw error
    }
  }
}

/** As many as a disk takes at once: more only wait for each other. */
const SYNCS_AT_ONCE = 64

/** Whether an engine has closed the directory, as the engine itself has written down. Then it syncs nothing. */
const wasShutDown = (directory: string): boolean => {
  try {
    return fs.readFileSync(join(directory, "global/pg_control")).readUInt32LE(STATE_AT) === SHUT_DOWN
  } catch {
    // There is no database, or none that can be opened.
    return true
  }
}

/** The place of the state in `pg_control`, behind an identifier and two versions, and its value after a clean end. */
const STATE_AT = 16
const SHUT_DOWN = 1

/** Whether it is in the directory of the write-ahead log. The root of all is its own parent. */
const isInLog = (node: Node): boolean => {
  let at = node
  while (at.parent.parent !== at.parent) at = at.parent
  return at.name === "pg_wal"
}

const isDirectory = (mode: number): boolean => (mode & 0o170000) === 0o040000

/** Rights of the group and of everybody else. */
const OTHERS = 0o077

const closedToOthers = (attributes: Attributes): Attributes =>
  attributes.mode === undefined ? attributes : { ...attributes, mode: attributes.mode & ~OTHERS }

const refuse = (code: string): never => {
  throw Object.assign(new Error(code), { code })
}

/** The engine's own number for it. */
const EIO = 29

const isSegment = ({ name, parent }: Node): boolean => name.length === SEGMENT_NAME_LENGTH && parent.name === "pg_wal"

/** Other files of the log's directory are on their way to become one of its segments. */
const SEGMENT_NAME_LENGTH = 24

// The part of Emscripten's file system on Node that is used here.

interface Nodes {
  stream_ops: {
    read(stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number): number
    write(stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number): number
    setattr(stream: Stream, attributes: Attributes): void
    close(stream: Stream): void
    fsync?(stream: Stream): number
  }
  node_ops: {
    setattr(node: Node, attributes: Attributes): void
    mknod(parent: Node, name: string, mode: number, device: number): Node
    rename(node: Node, parent: Node, name: string): void
    unlink(parent: Node, name: string): void
    rmdir(parent: Node, name: string): void
    symlink(parent: Node, name: string, target: string): void
  }
  convertNodeCode(error: unknown): number | undefined
  createNode(parent: Node, name: string, mode: number, device: number): Node
  realPath(node: Node): string
  tryFSOperation<A>(work: () => A): A
}

interface Node {
  readonly name: string
  readonly mode: number
  readonly parent: Node
  /** Ours: whether nothing was written since it was synced. */
  isSynced?: boolean
}

interface Stream {
  readonly node: Node
  /** The descriptor of the system. */
  readonly nfd: number
}

interface Attributes {
  readonly mode?: number
  readonly size?: number
}
