// An address means what it means to libpq.
import { describe, expect, test } from "vitest"
import { AddressUnreadable, readAddress } from "../../src/database/address/readAddress.ts"

const nothing = { user: undefined, password: undefined, database: undefined, parameters: {} }
const at = (host: string | undefined, port?: number) => ({ host, port })

describe("an address", () => {
  test.each([
    ["postgres://host/db", { ...nothing, hosts: [at("host")], database: "db" }],
    ["POSTGRES://host", { ...nothing, hosts: [at("host")] }],
    ["postgresql://", { ...nothing, hosts: [at(undefined)] }],
    ["postgresql:///db", { ...nothing, hosts: [at(undefined)], database: "db" }],
    [
      "postgresql://user:pw@/db?host=/dir",
      { hosts: [at("/dir")], user: "user", password: "pw", database: "db", parameters: {} }
    ],
    ["postgresql://%2Fvar%2Frun:5433/db", { ...nothing, hosts: [at("/var/run", 5433)], database: "db" }],
    [
      "postgres://u:p%40ss%2Fw@h:1/db",
      { hosts: [at("h", 1)], user: "u", password: "p@ss/w", database: "db", parameters: {} }
    ],
    ["postgres://u:p:w#?x@h/db", { hosts: [at("h")], user: "u", password: "p:w#?x", database: "db", parameters: {} }],
    [
      "postgres://[::1]:5432,h2,h3:7/db",
      { ...nothing, hosts: [at("::1", 5432), at("h2"), at("h3", 7)], database: "db" }
    ],
    [
      "postgres:///?host=a,b&port=1,2&dbname=db&user=u&password=p%26",
      { hosts: [at("a", 1), at("b", 2)], user: "u", password: "p&", database: "db", parameters: { port: "1,2" } }
    ],
    [
      "postgres://h/my%20db?sslmode=require&options=-c%20geqo%3Doff",
      { ...nothing, hosts: [at("h")], database: "my db", parameters: { sslmode: "require", options: "-c geqo=off" } }
    ]
  ] as const)("like %s is read", (address, parts) => {
    expect(readAddress(address)).toStrictEqual(parts)
  })

  test.each([
    "postgres://u:p@ss@host/db",
    "postgres://u:p/w@host/db",
    "postgres://u:1/w@host/db",
    "postgres://u:p%zz@host/db",
    "postgres://host:port/db",
    "postgres://host:70000/db",
    "postgres://[::1/db"
  ])("like %s is refused without a word of it", (address) => {
    expect(() => readAddress(address)).toThrow(AddressUnreadable)
  })
})
