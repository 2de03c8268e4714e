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
  if (mine === undefined || remotePort === undefined || remoteAddress !== "127.0.0.1") return false
  const theirs = userOf(remotePort, socket.localPort)
  return theirs !== undefined && theirs !== 0 && theirs !== mine
}

/** The user whose connection goes from one port of 127.0.0.1 to the other, as the kernel's table has it. */
const userOf = (from: number, to: number | undefined): number | undefined => {
  const row = connections()
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .find(([, local, remote]) => local === loopback(from) && to !== undefined && remote === loopback(to))
  return row?.[7] === undefined ? undefined : Number(row[7])
}

const connections = (): string => {
  try {
    return readFileSync("/proc/net/tcp", "utf8")
  } catch {
    return ""
  }
}

/** 127.0.0.1 in the byte order of every machine we run on. */
const loopback = (port: number) => `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`
