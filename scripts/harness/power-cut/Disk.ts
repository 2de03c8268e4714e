// A model of a disk and of the system above it. Calls change what programs see at once; what a power cut leaves is decided by
// what was synced: that is there, and of everything else any part that a file system may have written by itself.
//
// Each creation, renaming and removal since its directory was synced may have happened or not, whatever happened to the
// others, except that of one name an earlier one is never missing where a later one is there. A renaming happens to both of
// its names or to none. A name that is lost takes along all that is in it.
import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { type Change, DiskFile, type Losses } from "./DiskFile.ts"
import type { Call } from "./Recorded.ts"

/** What is in a directory: a name for each directory and the content of each file, parents first. */
export type Image = ReadonlyMap<string, "directory" | Buffer>

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
      const node = content === "directory" ? newDirectory() : new DiskFile(content)
      const parent = this.#directory(dirname(name))
      parent.names.set(basename(name), node)
      parent.synced.set(basename(name), node)
    }
  }

  do(call: Call): void {
    this.#calls++
    switch (call.call) {
      case "create":
        this.#name([[call.name, new DiskFile()]])
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
      (file) => file.now()
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
      (file) => file.cut(random, share, losses)
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
    file.change(change)
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
    node.sync(until)
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

type Node = Directory | DiskFile

interface Directory {
  readonly kind: "directory"
  readonly names: Map<string, Node>
  readonly synced: Map<string, Node>
}

/** Names that change together. */
type Naming = ReadonlyArray<readonly [directory: Directory, name: string, node: Node | undefined]> & {
  readonly call: number
}

const newDirectory = (): Directory => ({ kind: "directory", names: new Map(), synced: new Map() })

const put = (names: Map<string, Node>, name: string, node: Node | undefined): void => {
  if (node === undefined) names.delete(name)
  else names.set(name, node)
}

const imageOf = (
  root: Directory,
  namesOf: (directory: Directory) => ReadonlyMap<string, Node>,
  contentOf: (file: DiskFile) => Buffer
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
