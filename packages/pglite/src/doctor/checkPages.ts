// Every page of every table and index carries a checksum, which can be verified without the engine.
import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs"
import { join } from "node:path"
import type { Program } from "../directory/Program.ts"
import { bytes } from "../values/bytes.ts"
import type { OwnerCheck } from "./checkOwner.ts"
import type { ControlFile } from "./controlFile.ts"
import { broken, type Finding, ok, run, unknown, warning } from "./Finding.ts"
import { onceOwnerIsGone } from "./onceOwnerIsGone.ts"
import { PAGE_BYTES, pageDamage } from "./pageDamage.ts"

interface PagesOptions {
  readonly isDeep: boolean
  readonly program: Program
}

/** Reads the pages, all of them or as many as can be read in a few seconds. */
export function checkPages(
  pg: string,
  { hasPageChecksums, state }: ControlFile,
  { isDeep, isFree, owner, program }: Pick<OwnerCheck, "isFree" | "owner"> & PagesOptions
): Finding {
  if (!hasPageChecksums) return unknown("pages", "This database was made without checksums.")
  const most = isDeep ? Number.POSITIVE_INFINITY : BYTES_MAX
  const damaged: Array<string> = []
  let damages = 0
  let read = 0
  let left = 0
  for (const { file, firstBlock } of relationFiles(pg)) {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (read + size > most) {
      left += size
      continue
    }
    read += size
    for (const damage of damagesIn(file, firstBlock, isFree)) {
      damages++
      if (damaged.length < SHOWN_MAX) damaged.push(damage)
    }
  }
  const unread = left === 0 ? "" : ` ${bytes(left)} were not read: ${program.deepLook} reads everything.`
  if (damages === 0) return ok("pages", `${bytes(read)} agree with their checksums.${unread}`)

  const seen = `${damages} ${damages === 1 ? "page does" : "pages do"} not: ${damaged.join("; ")}${damages > damaged.length ? "; …" : ""}.${unread}`
  if (!isFree) return warning("pages", seen, "Its owner may be writing them.", onceOwnerIsGone(owner, program))
  if (state !== "shut down")
    return warning(
      "pages",
      seen,
      "A crash can leave such pages, and a recovery mends those.",
      run("To know, have a copy recovered.", program.deepLook)
    )
  return broken("pages", seen)
}

/** A few seconds. */
const BYTES_MAX = 1_000_000_000
const SHOWN_MAX = 5

/** The files of tables and indexes: a number, perhaps a fork, and a part where one file would be too large. */
function* relationFiles(pg: string): Generator<{ readonly file: string; readonly firstBlock: number }> {
  for (const directory of [join(pg, "global"), ...namesIn(join(pg, "base")).map((name) => join(pg, "base", name))])
    for (const name of namesIn(directory)) {
      const [, fork, part = "0"] = /^\d+(?:_(fsm|vm|init))?(?:\.(\d+))?$/.exec(name) ?? []
      // The free space map is a hint: the engine makes it again where it is wrong.
      if (!/^\d/.test(name) || fork === "fsm") continue
      yield { file: join(directory, name), firstBlock: Number(part) * PAGES_PER_PART }
    }
}

const PAGES_PER_PART = 131_072

function* damagesIn(file: string, firstBlock: number, isFree: boolean): Generator<string> {
  const descriptor = openSync(file, "r")
  try {
    const buffer = Buffer.alloc(PAGE_BYTES * 128)
    for (let at = 0; ; ) {
      const length = readSync(descriptor, buffer, 0, buffer.length, at)
      if (length === 0) return
      for (let offset = 0; offset < length; offset += PAGE_BYTES) {
        const block = firstBlock + (at + offset) / PAGE_BYTES
        const page = buffer.subarray(offset, Math.min(offset + PAGE_BYTES, length))
        const damage = page.length < PAGE_BYTES ? "ends too early" : pageDamage(page, block)
        if (damage !== undefined && (isFree || isStillDamaged(descriptor, at + offset, block)))
          yield `page ${block} of "${file}" ${damage}`
      }
      at += length
    }
  } finally {
    closeSync(descriptor)
  }
}

/** While an owner writes a page, a part of the new one can be read with a part of the old. */
function isStillDamaged(descriptor: number, at: number, block: number): boolean {
  const page = Buffer.alloc(PAGE_BYTES)
  for (let attempt = 0; attempt < 10; attempt++) {
    if (readSync(descriptor, page, 0, PAGE_BYTES, at) < PAGE_BYTES) return false
    if (pageDamage(page, block) === undefined) return false
  }
  return true
}

function namesIn(path: string): ReadonlyArray<string> {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
