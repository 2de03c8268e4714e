// An address of PostgreSQL taken apart as libpq does it: several hosts, a directory of sockets, everything as a parameter.

/** The parts of an address. What it does not say is undefined. */
export interface AddressParts {
  readonly hosts: ReadonlyArray<{ readonly host: string | undefined; readonly port: number | undefined }>
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  readonly parameters: Readonly<Record<string, string>>
}

/** Why an address cannot be read. It repeats nothing of the address. */
export class AddressUnreadable extends Error {
  override readonly name = "AddressUnreadable"
}

/** Takes `postgres://user:password@host:5432,other/name?key=value` apart, or throws `AddressUnreadable`. */
export const readAddress = (address: string): AddressParts => {
  const rest = address.replace(/^postgres(ql)?:\/\//i, "")
  const [, credentials, behind = ""] = /^(?:([^@/]*)@)?([\s\S]*)$/.exec(rest) ?? []
  const [, authority = "", path = "", query = ""] = /^([^/?]*)(?:\/([^?]*))?(?:\?([\s\S]*))?$/.exec(behind) ?? []
  if (/[@]/.test(authority) || /[@/]/.test(path)) throw new AddressUnreadable(unencoded)

  const parameters = readParameters(query)
  const [user, password] = splitOnce(credentials ?? "", ":")
  const { dbname, host, hostaddr, password: laterPassword, port, user: laterUser, ...others } = parameters
  return {
    hosts: host === undefined && hostaddr === undefined ? readHosts(authority) : hostsOf((host ?? hostaddr)!, port),
    user: laterUser ?? decoded(user),
    password: laterPassword ?? decoded(password),
    database: dbname ?? decoded(path || undefined),
    parameters: { ...others, ...(port !== undefined && { port }) }
  }
}

const readHosts = (authority: string): AddressParts["hosts"] =>
  authority.split(",").map((one) => {
    const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(one) ?? []
    if (bracketed === undefined && plain === undefined) throw new AddressUnreadable(unencoded)
    return { host: bracketed ?? decoded(plain || undefined), port: readPort(port) }
  })

/** Hosts and ports as parameters: one port for all of them, or one for each. */
const hostsOf = (hosts: string, ports: string | undefined): AddressParts["hosts"] => {
  const each = ports?.split(",") ?? []
  return hosts.split(",").map((host, at) => ({
    host: host || undefined,
    port: readPort(each.length > 1 ? each[at] : each[0])
  }))
}

const readPort = (text: string | undefined): number | undefined => {
  if (text === undefined || text === "") return undefined
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1 && port <= 65_535) return port
  throw new AddressUnreadable(`A port is a number up to 65535. ${unencoded}`)
}

const readParameters = (query: string): Record<string, string> =>
  Object.fromEntries(
    query
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair) => {
        const [key = "", value = ""] = splitOnce(pair, "=")
        return [decoded(key) ?? "", decoded(value) ?? ""]
      })
  )

const splitOnce = (text: string, at: string): readonly [string | undefined, string | undefined] => {
  const index = text.indexOf(at)
  return index < 0 ? [text || undefined, undefined] : [text.slice(0, index) || undefined, text.slice(index + 1)]
}

const decoded = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw new AddressUnreadable('It has a "%" that begins no character. Write "%" itself as %25.')
  }
}

const unencoded = 'A "/", ":", "@" or "%" in the user or the password is written as %2F, %3A, %40 or %25.'
