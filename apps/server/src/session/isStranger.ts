import { readFileSync } from "node:fs"
import type { Socket } from "node:net"

/**
 * Whether another user of this machine is at the other end. A link shows in the arguments of the program that opens it, which
 * every user can read, and whoever is first has it.
 *
 * Only Linux says whose a connection is. Where it cannot be known, nobody is a stranger; root could do as it likes anyway.
 */
export const isStranger = ({ socket }: { readonly socket: Socket }): boolean => {
  const mine = process.getuid?.()
  const { remoteAddress, remotePort } = socket
  if (mine === undefined || remotePort === undefined || socket.localPort === undefined) return false
  for (const table of tables[remoteAddress ?? ""] ?? []) {
    const theirs = userOf(table, remotePort, socket.localPort)
    if (theirs !== undefined) return theirs !== 0 && theirs !== mine
  }
  return false
}

/** The kernel's tables of connections, and how each writes its loopback address, in the byte order of every machine we run on. */
const tables: Readonly<Record<string, ReadonlyArray<Table>>> = {
  "127.0.0.1": [
    { file: "/proc/net/tcp", loopback: "0100007F" },
    // A program may speak to an address of version 4 through a socket of version 6, as ::ffff:127.0.0.1.
    { file: "/proc/net/tcp6", loopback: "0000000000000000FFFF00000100007F" }
  ],
  "::1": [{ file: "/proc/net/tcp6", loopback: "00000000000000000000000001000000" }]
}

interface Table {
  readonly file: string
  readonly loopback: string
}

/** The user whose connection goes from one port of loopback to the other, as the kernel's table has it. */
const userOf = ({ file, loopback }: Table, from: number, to: number): number | undefined => {
  const end = (port: number) => `${loopback}:${port.toString(16).toUpperCase().padStart(4, "0")}`
  const row = read(file)
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, remote]) => local === end(from) && remote === end(to))
  return row?.[7] === undefined ? undefined : Number(row[7])
}

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
