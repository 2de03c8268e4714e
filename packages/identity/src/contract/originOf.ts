/**
 * The address of a remote in one spelling, without what differs between clones of the same repository: the protocol,
 * the user, the password, a token behind a question mark, the port and the ending. `git@github.com:ana/shop.git` and
 * `https://github.com/ana/shop` are both `github.com/ana/shop`. A directory is its path.
 */
export const originOf = (given: string): string => {
  // The program that fetches it, as in `hg::https://…`, is no part of the address.
  const address = given.replace(/^[a-z0-9][a-z0-9+.-]*::/i, "")
  const [, scheme, rest] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(address) ?? []
  if (scheme?.toLowerCase() === "file") return directoryOf(rest!.replace(/^[^/]*/, ""))
  if (rest !== undefined) return hostAndPath(rest.replace(/^[^/]*@/, "").replace(/[?#].*$/s, ""), "/")
  // The short form of SSH. A directory whose name has a colon begins with a slash or a dot.
  return /^[^/.][^/:]*:/.test(address) ? hostAndPath(address.replace(/^[^/:]*@/, ""), ":") : directoryOf(address)
}

const hostAndPath = (address: string, separator: string): string => {
  const at = address.indexOf(separator)
  const host = (at < 0 ? address : address.slice(0, at)).toLowerCase().replace(/:\d*$/, "")
  const path = at < 0 ? "" : address.slice(at + 1)
  const words = path.split("/").filter((word) => word !== "")
  return [host, ...words].join("/").replace(/\.git$/, "")
}

const directoryOf = (path: string): string => path.replace(/(?<=.)\/+$/, "").replace(/(?<=.)\/\.git$/, "")
