// A page of a table or an index, against the checksum that PostgreSQL keeps in it: FNV-1a over 32 columns at once, as
// checksum_impl.h describes it.

export const PAGE_BYTES = 8192

/** The damage of a page, in a sentence; undefined when there is none. */
export function pageDamage(page: Buffer, block: number): string | undefined {
  // Room that a file was given and that nobody has used yet.
  if (page.readUInt16LE(14) === 0) return page.every((byte) => byte === 0) ? undefined : "has no header"
  const kept = page.readUInt16LE(8)
  return kept === checksumOf(page, block) ? undefined : "does not agree with its checksum"
}

function checksumOf(page: Buffer, block: number): number {
  const sums = Int32Array.from(offsets)
  const words = new Int32Array(page.buffer.slice(page.byteOffset, page.byteOffset + PAGE_BYTES))
  // The checksum itself counts as zero: the lower half of the third word.
  words[2] = words[2]! & ~0xffff
  for (let at = 0; at < words.length; at += columns)
    for (let column = 0; column < columns; column++) sums[column] = mixed(sums[column]!, words[at + column]!)
  let folded = 0
  for (let column = 0; column < columns; column++) folded ^= mixed(mixed(sums[column]!, 0), 0)
  return (((folded ^ block) >>> 0) % 65_535) + 1
}

const mixed = (sum: number, value: number): number => {
  const both = sum ^ value
  return Math.imul(both, 16_777_619) ^ (both >>> 17)
}

const columns = 32

// biome-ignore format: as checksum_impl.h has them.
const offsets = [
  0x5b1f36e9, 0xb8525960, 0x02ab50aa, 0x1de66d2a, 0x79ff467a, 0x9bb9f8a3, 0x217e7cd2, 0x83e13d2c,
  0xf8d4474f, 0xe39eb970, 0x42c6ae16, 0x993216fa, 0x7b093b5d, 0x98daff3c, 0xf718902a, 0x0b1c9cdb,
  0xe58f764b, 0x187636bc, 0x5d7b3bb1, 0xe73de7de, 0x92bec979, 0xcca6c0b2, 0x304a0979, 0x85aa43d4,
  0x783125bb, 0x6ca8eaa2, 0xe407eac6, 0x4b5cfc3e, 0x9fbf8c76, 0x15ca20be, 0xf2ca9fd3, 0x959bd756
]
