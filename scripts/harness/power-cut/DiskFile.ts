// What is in a file, and what a power cut leaves of it.
//
// Each of its 4 KiB pages that changed since the file was synced may be as it was then, as it is now or as it was in between,
// or torn: some of its sectors of 512 bytes old, the others new. Its length, too, may be any that it has had since.

export type Change =
  | { readonly call: number; readonly at: number; readonly data: Buffer; readonly size?: never }
  | { readonly call: number; readonly size: number; readonly at?: never }

/** How much of what was not synced there was, and what became of it. */
export interface Losses {
  pages: number
  pagesLost: number
  pagesTorn: number
  names: number
  namesLost: number
}

export class DiskFile {
  readonly kind = "file"
  /** As it was synced. */
  readonly #synced: Content
  /** Since then, oldest first. */
  #changes: Array<Change> = []

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.#synced = new Content(content)
  }

  change(change: Change): void {
    this.#changes.push(change)
  }

  /** What was done until that call is safe. */
  sync(until: number): void {
    const done = this.#changes.filter(({ call }) => call <= until)
    for (const change of done) this.#synced.change(change)
    this.#changes = this.#changes.slice(done.length)
  }

  /** What programs see. */
  now(): Buffer {
    const content = new Content(this.#synced.bytes)
    for (const change of this.#changes) content.change(change)
    return content.bytes
  }

  /** What is left, when that share of what was not synced is lost. */
  cut(random: () => number, share: number, losses: Losses): Buffer {
    const changes = this.#changes
    if (changes.length === 0) return this.#synced.bytes
    const lengths = [this.#synced.length]
    for (const change of changes) lengths.push(change.size ?? Math.max(lengths.at(-1)!, change.at + change.data.length))
    // The length is written by itself.
    const lengthAt = random() < share ? Math.floor(random() * changes.length) : changes.length
    const left = Buffer.alloc(lengths[lengthAt]!)
    this.#synced.bytes.copy(left)

    for (const [page, touched] of pagesOf(changes, lengths)) {
      if (page * PAGE >= left.length) continue
      const at = (index: number) =>
        pageAt(
          this.#synced,
          touched.filter((one) => one <= index).map((one) => changes[one]!),
          page
        )
      // Shortened and then longer again, a file shows nothing of what was there before.
      const oldest = touched.findLast((index) => changes[index]!.size !== undefined && index < lengthAt) ?? -1
      const newer = touched.filter((index) => index > oldest)
      losses.pages++
      if (newer.length === 0 || random() < share) {
        losses.pagesLost++
        at(oldest).copy(left, page * PAGE)
        continue
      }
      const written = at(random() < WRITTEN_LAST ? newer.at(-1)! : newer[Math.floor(random() * newer.length)]!)
      if (random() < TORN) {
        losses.pagesTorn++
        tear(written, at(oldest), random)
      }
      written.copy(left, page * PAGE)
    }
    return left
  }
}

const PAGE = 4_096
const SECTOR = 512
/** So many of the pages that are not lost are torn. */
const TORN = 0.15
/** So many are as they were written last; the others were written by the system at some moment before. */
const WRITTEN_LAST = 0.8

/** Which changes touch which page. */
const pagesOf = (changes: ReadonlyArray<Change>, lengths: ReadonlyArray<number>): Map<number, Array<number>> => {
  const pages = new Map<number, Array<number>>()
  for (const [index, change] of changes.entries()) {
    const start = change.size ?? change.at
    const end = change.size === undefined ? start + change.data.length : lengths[index]!
    for (let page = Math.floor(start / PAGE); page * PAGE < end; page++) {
      const touched = pages.get(page)
      if (touched === undefined) pages.set(page, [index])
      else touched.push(index)
    }
  }
  return pages
}

/** The page after these changes, all of which touch it. */
const pageAt = (synced: Content, changes: ReadonlyArray<Change>, page: number): Buffer => {
  const start = page * PAGE
  const bytes = Buffer.alloc(PAGE)
  synced.bytes.subarray(start, start + PAGE).copy(bytes)
  for (const change of changes)
    if (change.size !== undefined) bytes.fill(0, Math.max(0, change.size - start))
    else change.data.subarray(Math.max(0, start - change.at)).copy(bytes, Math.max(0, change.at - start))
  return bytes
}

/** Puts old sectors among the new ones. */
const tear = (written: Buffer, before: Buffer, random: () => number): void => {
  for (let at = 0; at < PAGE; at += SECTOR) if (random() < 0.5) before.copy(written, at, at, at + SECTOR)
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
