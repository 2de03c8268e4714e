// The rule on which every recovery rests, asked of each write and not of some states: no page is written before the log of
// its changes is on the disk. A page begins with the position in the log behind its last change.
import { basename } from "node:path"
import { walPosition } from "../../../packages/pglite/src/maintenance/walPosition.ts"
import type { Image } from "./Disk.ts"
import type { Call } from "./Recorded.ts"

/**
 * A sentence for each page that was written too early. What an index is built of may come before its log: nobody looks into a
 * new file before a commit that is behind it.
 */
export const pagesAheadOfLog = (before: Image, calls: ReadonlyArray<Call>): ReadonlyArray<string> => {
  const log = new Log(before)
  const names = new Map<number, string>()
  /** Pages that new files have. */
  const lengths = new Map<string, number>()
  const found: Array<string> = []
  for (const [at, call] of calls.entries()) {
    if (call.call === "open") names.set(call.descriptor, call.name)
    else if (call.call === "rename") log.rename(call.name, call.to)
    else if (call.call === "unlink") log.remove(call.name)
    else if (call.call === "create") lengths.set(call.name, 0)
    if (!("descriptor" in call)) continue
    const name = names.get(call.descriptor)!
    if (call.call === "begin sync") log.beginSync(name)
    else if (call.call === "sync") log.sync(name)
    else if (call.call === "write" && segment.test(name)) log.write(name, call.at, call.data)
    else if (call.call === "write" && table.test(name))
      for (let offset = 0; offset < call.data.length; offset += PAGE_BYTES) {
        const page = (call.at + offset) / PAGE_BYTES
        const position = positionIn(call.data, offset)
        const isNew = page >= (lengths.get(name) ?? Number.POSITIVE_INFINITY)
        if (isNew) lengths.set(name, page + 1)
        else if (position > log.synced() + ZEROS_MAX)
          found.push(
            `Call ${at} wrote page ${page} of ${name}, which was changed at ${position}: the log is synced until ${log.synced()}.`
          )
      }
  }
  return found
}

/** Positions in the log: how far this file of it was written, had been when a sync of it began, and is synced. */
interface Segment {
  written: number
  begun: number | undefined
  synced: number
}

/** How far the log was written, and how far it was synced. */
class Log {
  readonly #segments = new Map<string, Segment>()
  #segmentBytes = 0

  /** A log in which everything is synced. */
  constructor(before: Image) {
    for (const [name, content] of before) {
      if (content === "directory" || !segment.test(name)) continue
      this.#segmentBytes = content.length
      const start = this.#startOf(name)
      this.#add(name, start + lengthOf(content, start))
    }
  }

  write(name: string, at: number, data: Buffer): void {
    const of = this.#of(name)
    of.written = Math.max(of.written, this.#startOf(name) + at + data.findLastIndex((byte) => byte !== 0) + 1)
  }

  beginSync(name: string): void {
    if (segment.test(name)) this.#of(name).begun = this.#of(name).written
  }

  sync(name: string): void {
    if (!segment.test(name)) return
    const of = this.#of(name)
    of.synced = Math.max(of.synced, of.begun ?? of.written)
    of.begun = undefined
  }

  /** A file that becomes a segment holds nothing of it yet. */
  rename(from: string, to: string): void {
    this.#segments.delete(from)
    this.#segments.delete(to)
  }

  remove(name: string): void {
    this.#segments.delete(name)
  }

  /** All of it before this position is on the disk. */
  synced(): number {
    const owed = [...this.#segments.values()].filter(({ synced, written }) => written > synced)
    if (owed.length > 0) return Math.min(...owed.map(({ synced }) => synced))
    return Math.max(...[...this.#segments.values()].map(({ synced }) => synced))
  }

  #of(name: string): Segment {
    return this.#segments.get(name) ?? this.#add(name, this.#startOf(name))
  }

  #add(name: string, synced: number): Segment {
    const added: Segment = { written: synced, begun: undefined, synced }
    this.#segments.set(name, added)
    return added
  }

  #startOf(name: string): number {
    return walPosition(basename(name), this.#segmentBytes)
  }
}

/** How much of a segment is of this round: behind it may be what the file held under an older name. */
const lengthOf = (content: Buffer, start: number): number => {
  let length = 0
  for (
    let at = 0;
    at < content.length && Number(content.readBigUInt64LE(at + PAGE_ADDRESS_AT)) === start + at;
    at += PAGE_BYTES
  )
    length = at + content.subarray(at, at + PAGE_BYTES).findLastIndex((byte) => byte !== 0) + 1
  return length
}

/** Where in the log the last change of a page is. */
const positionIn = (data: Buffer, offset: number): number =>
  data.readUInt32LE(offset) * 2 ** 32 + data.readUInt32LE(offset + 4)

const segment = /^pg_wal\/[0-9A-F]{24}$/

/** Tables and indexes. Their maps are not logged like them. */
const table = /^(global|base\/\d+)\/\d+(\.\d+)?$/

/** Pages of tables and of the log alike. */
const PAGE_BYTES = 8_192

/** Where a page of the log says which it is. */
const PAGE_ADDRESS_AT = 8

/** The last change in the log may end in zeros, which look like nothing. */
const ZEROS_MAX = 256
