// A model of a disk and of the system above it. Calls change what programs see at once; what a power cut leaves is decided by
// what was synced: that is there, and of everything else any part that a file system may have written by itself.
//
// A file: each of its 4 KiB pages that changed since the file was synced may be as it was then, as it is now or as it was in
// between, or torn: some of its sectors of 512 bytes old, the others new. Its length, too, may be one of those it has had.
// A directory: each creation, renaming and removal since the directory was synced may have happened or not, whatever
// happened to the others, except that of one name an earlier one is never missing where a later one is there. A renaming
// happens to both of its names or to none. A name that is lost takes along all that is in it.
import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import type { Call } from "./Recorded.ts"

/** What is in a directory: a name for each directory and the content of each file, parents first. */
export type Image = ReadonlyMap<string, "directory" | Buffer>

/** How much of what was not synced there was, and what became of it. */
export interface Losses {
  pages: number
  pagesLost: number
  pagesTorn: number
  names: number
  namesLost: number
}

export interface Crash {
  readonly image: Image
  readonly losses: Losses
}

export class Disk {
  readonly #root: Directory = newDirectory()
  readonly #open = new Map<number, Node>()
  /** What has changed names since their directories were synced, oldest first. */
  #renamings: Array<Naming> = []
  /** What the syncs that are running had begun with. */
  readonly #begun = new Map<number, number>()
  #calls = 0

  /** A directory in which everything is synced. */
  constructor(image: Image) {
    for (const [name, content] of image) {
      const node = content === "directory" ? newDirectory() : newFile(content)
      const parent = this.#directory(dirname(name))
      parent.names.set(basename(name), node)
      parent.synced.set(basename(name), node)
    }
  }

  do(call: Call): void {
    this.#calls++
    switch (call.call) {
      case "create":
        this.#name([[call.name, newFile(nothing)]])
        break
      case "mkdir":
        this.#name([[call.name, newDirectory()]])
        break
      case "unlink":
      case "rmdir":
        this.#name([[call.name, undefined]])
        break
      case "rename": {
        const node = this.#find(call.name)
        this.#name([
          [call.name, undefined],
          [call.to, node]
        ])
        break
      }
      case "open":
        this.#open.set(call.descriptor, this.#find(call.name))
        break
      case "close":
        this.#open.delete(call.descriptor)
        break
      case "write":
        this.#change(call.descriptor, { at: call.at, data: call.data, call: this.#calls })
        break
      case "resize":
        this.#change(call.descriptor, { size: call.size, call: this.#calls })
        break
      case "begin sync":
        this.#begun.set(call.descriptor, this.#calls)
        break
      case "sync":
        this.#sync(call.descriptor)
    }
  }

  /** What programs see. */
  now(): Image {
    return imageOf(
      this.#root,
      ({ names }) => names,
      (file) => contentOf(file)
    )
  }

  /** What the next start may find if the power goes now. Of what was not synced, that share is lost. */
  cut(random: () => number, share: number): Crash {
    const losses: Losses = { pages: 0, pagesLost: 0, pagesTorn: 0, names: this.#renamings.length, namesLost: 0 }
    const lost = new Map<Directory, Set<string>>()
    const left = new Map<Directory, Map<string, Node>>()
    for (const naming of this.#renamings) {
      const isLost = random() < share || naming.some(([directory, name]) => lost.get(directory)?.has(name))
      if (isLost) losses.namesLost++
      for (const [directory, name, node] of naming) {
        if (isLost) lost.set(directory, (lost.get(directory) ?? new Set()).add(name))
        else {
          if (!left.has(directory)) left.set(directory, new Map(directory.synced))
          put(left.get(directory)!, name, node)
        }
      }
    }
    const image = imageOf(
      this.#root,
      (directory) => left.get(directory) ?? directory.synced,
      (file) => cutFile(file, random, share, losses)
    )
    return { image, losses }
  }

  #name(changes: ReadonlyArray<readonly [path: string, node: Node | undefined]>): void {
    const naming = changes.map(([path, node]) => [this.#directory(dirname(path)), basename(path), node] as const)
    for (const [directory, name, node] of naming) put(directory.names, name, node)
    this.#renamings.push(Object.assign(naming, { call: this.#calls }))
  }

  #change(descriptor: number, change: Change): void {
    const file = this.#open.get(descriptor)
    if (file?.kind !== "file")
      throw new Error(`Something was written to descriptor ${descriptor}, which is no open file.`)
    file.changes.push(change)
  }

  #sync(descriptor: number): void {
    const node = this.#open.get(descriptor)
    if (node === undefined) throw new Error(`Descriptor ${descriptor} was synced, which is not open.`)
    const until = this.#begun.get(descriptor) ?? this.#calls
    this.#begun.delete(descriptor)
    if (node.kind === "directory") {
      this.#syncNames(node, until)
      return
    }
    const done = node.changes.filter(({ call }) => call <= until)
    for (const change of done) node.content.change(change)
    node.changes = node.changes.slice(done.length)
  }

  /** What happened to the names of the directory, and before that to the same names elsewhere. */
  #syncNames(directory: Directory, until: number): void {
    const isNeeded = new Map<Directory, Set<string>>()
    const needed = this.#renamings
      .filter(({ call }) => call <= until)
      .toReversed()
      .filter((naming) => {
        if (!naming.some(([at, name]) => at === directory || isNeeded.get(at)?.has(name))) return false
        for (const [at, name] of naming) isNeeded.set(at, (isNeeded.get(at) ?? new Set()).add(name))
        return true
      })
    for (const naming of needed.toReversed()) for (const [at, name, node] of naming) put(at.synced, name, node)
    this.#renamings = this.#renamings.filter((naming) => !needed.includes(naming))
  }

  #find(path: string): Node {
    if (path === "" || path === ".") return this.#root
    const node = this.#directory(dirname(path)).names.get(basename(path))
    if (node === undefined) throw new Error(`"${path}" was used before it was made.`)
    return node
  }

  #directory(path: string): Directory {
    const node = this.#find(path)
    if (node.kind !== "directory") throw new Error(`"${path}" is no directory.`)
    return node
  }
}

/** What is in a directory of this machine. */
export const readImage = (directory: string): Image => {
  const image = new Map<string, "directory" | Buffer>()
  const read = (name: string) => {
    for (const entry of readdirSync(join(directory, name), { withFileTypes: true })) {
      const path = join(name, entry.name)
      image.set(path, entry.isDirectory() ? "directory" : readFileSync(join(directory, path)))
      if (entry.isDirectory()) read(path)
    }
  }
  read("")
  return image
}

type Node = Directory | File

interface Directory {
  readonly kind: "directory"
  readonly names: Map<string, Node>
  readonly synced: Map<string, Node>
}

interface File {
  readonly kind: "file"
  /** As it was synced. */
  readonly content: Content
  /** Since then, oldest first. */
  changes: Array<Change>
}

type Change =
  | { readonly call: number; readonly at: number; readonly data: Buffer; readonly size?: never }
  | { readonly call: number; readonly size: number; readonly at?: never }

/** Names that change together. */
type Naming = ReadonlyArray<readonly [directory: Directory, name: string, node: Node | undefined]> & {
  readonly call: number
}

const nothing = Buffer.alloc(0)

const newDirectory = (): Directory => ({ kind: "directory", names: new Map(), synced: new Map() })
const newFile = (content: Buffer): File => ({ kind: "file", content: new Content(content), changes: [] })

const put = (names: Map<string, Node>, name: string, node: Node | undefined): void => {
  if (node === undefined) names.delete(name)
  else names.set(name, node)
}

const imageOf = (
  root: Directory,
  namesOf: (directory: Directory) => ReadonlyMap<string, Node>,
  contentOf: (file: File) => Buffer
): Image => {
  const image = new Map<string, "directory" | Buffer>()
  const walk = (directory: Directory, path: string) => {
    for (const [name, node] of namesOf(directory)) {
      const at = join(path, name)
      image.set(at, node.kind === "directory" ? "directory" : contentOf(node))
      if (node.kind === "directory") walk(node, at)
    }
  }
  walk(root, "")
  return image
}

/** The content as programs see it. */
const contentOf = ({ changes, content }: File): Buffer => {
  const copy = new Content(content.bytes)
  for (const change of changes) copy.change(change)
  return copy.bytes
}

/** Bytes that grow and shrink in place. */
class Content {
  #buffer: Buffer
  length: number

  constructor(bytes: Buffer) {
    this.#buffer = Buffer.from(bytes)
    this.length = bytes.length
  }

  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.length)
  }

  change(change: Change): void {
    const end = change.size ?? change.at + change.data.length
    if (end > this.#buffer.length) {
      const larger = Buffer.alloc(Math.max(end, this.#buffer.length * 2))
      this.bytes.copy(larger)
      this.#buffer = larger
    }
    if (change.size === undefined) {
      change.data.copy(this.#buffer, change.at)
      this.length = Math.max(this.length, end)
    } else {
      // What is beyond the end reads as nothing when the file grows again.
      if (end < this.length) this.#buffer.fill(0, end, this.length)
      this.length = end
    }
  }
}

/** The content after a power cut. */
const cutFile = ({ changes, content }: File, random: () => number, share: number, losses: Losses): Buffer => {
  if (changes.length === 0) return content.bytes
  const lengths = [content.length]
  for (const change of changes) lengths.push(change.size ?? Math.max(lengths.at(-1)!, change.at + change.data.length))
  // The length is written by itself, so it may be one that the file had on the way.
  const lengthAt = random() < share ? Math.floor(random() * changes.length) : changes.length
  const left = Buffer.alloc(lengths[lengthAt]!)
  content.bytes.copy(left)

  for (const [page, touched] of pagesOf(changes, lengths)) {
    if (page * PAGE >= left.length) continue
    losses.pages++
    // Shortened and then longer again, a file shows nothing of what was there before.
    const oldest = touched.findLast((index) => changes[index]!.size !== undefined && index < lengthAt) ?? -1
    const newer = touched.filter((index) => index > oldest)
    if (newer.length > 0 && random() >= share) {
      const index = random() < WRITTEN_LATEST ? newer.at(-1)! : newer[Math.floor(random() * newer.length)]!
      const written = pageAt(content, changes, touched, page, index)
      if (random() >= TORN) place(left, page, written)
      else {
        losses.pagesTorn++
        const before = pageAt(content, changes, touched, page, oldest)
        for (let at = 0; at < PAGE; at += SECTOR) if (random() < 0.5) before.copy(written, at, at, at + SECTOR)
        place(left, page, written)
      }
    } else {
      losses.pagesLost++
      if (oldest >= 0) place(left, page, pageAt(content, changes, touched, page, oldest))
    }
  }
  return left
}

const PAGE = 4_096
const SECTOR = 512
/** So many of the pages that are not lost are torn. */
const TORN = 0.15
/** So many are as they were written last; the others were written by the system at some moment before. */
const WRITTEN_LATEST = 0.8

/** Which changes touch which page. */
const pagesOf = (changes: ReadonlyArray<Change>, lengths: ReadonlyArray<number>): Map<number, Array<number>> => {
  const pages = new Map<number, Array<number>>()
  for (const [index, change] of changes.entries()) {
    const start = change.size ?? change.at
    const end = change.size === undefined ? change.at + change.data.length : lengths[index]!
    for (let page = Math.floor(start / PAGE); page * PAGE < end; page++) {
      const touched = pages.get(page)
      if (touched === undefined) pages.set(page, [index])
      else touched.push(index)
    }
  }
  return pages
}

/** The page once the changes up to `last` have happened. */
const pageAt = (
  content: Content,
  changes: ReadonlyArray<Change>,
  touched: ReadonlyArray<number>,
  page: number,
  last: number
): Buffer => {
  const start = page * PAGE
  const bytes = Buffer.alloc(PAGE)
  content.bytes.subarray(start, start + PAGE).copy(bytes)
  for (const index of touched) {
    if (index > last) break
    const change = changes[index]!
    if (change.size !== undefined) bytes.fill(0, Math.max(0, change.size - start))
    else if (change.at >= start) change.data.copy(bytes, Math.min(change.at - start, PAGE))
    else change.data.subarray(start - change.at).copy(bytes)
  }
  return bytes
}

const place = (content: Buffer, page: number, bytes: Buffer): void => void bytes.copy(content, page * PAGE)
