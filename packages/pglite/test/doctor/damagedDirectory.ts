import { execFileSync } from "node:child_process"
import { closeSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from "node:fs"
import { join } from "node:path"
import { type DatabaseDirectory, databaseDirectory } from "../../src/directory/DatabaseDirectory.ts"
import { openPglite } from "../../src/openPglite.ts"
import { temporaryDirectory } from "../temporaryDirectory.ts"

/** A directory with a table of people in it, shut down in order. */
export async function healthyDirectory(path: string): Promise<DatabaseDirectory> {
  await using database = await openPglite({ directory: path, maintenance: false })
  await database.query("create table people (id int primary key, name text)")
  await database.query("insert into people select id, 'Ana ' || id from generate_series(1, 1000) as id")
  return databaseDirectory(path)
}

/** A copy of it, to be damaged. */
export function copyOf(healthy: DatabaseDirectory): DatabaseDirectory {
  const path = join(temporaryDirectory(), "copy")
  // Node's own copy opens directories to everybody.
  execFileSync("cp", ["-a", healthy.path, path])
  return databaseDirectory(path)
}

/** Turns one byte of a file around. */
export function flipByte(file: string, at: number): void {
  const descriptor = openSync(file, "r+")
  const byte = Buffer.alloc(1)
  readSync(descriptor, byte, 0, 1, at)
  writeSync(descriptor, Buffer.of(byte[0]! ^ 0xff), 0, 1, at)
  closeSync(descriptor)
}

/** Leaves only the beginning of a file. */
export function truncate(file: string, length: number): void {
  writeFileSync(file, readFileSync(file).subarray(0, length))
}
