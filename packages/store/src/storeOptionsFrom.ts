import type { Durability } from "@genie/pglite"
import type { StoreOptions } from "./StoreOptions.ts"
import { secretFrom } from "./secretFrom.ts"

/**
 * What an application's environment says about the database: `DATABASE_URL` or `DATABASE_URL_FILE`, `GENIE_HOME`,
 * `GENIE_DURABILITY`, `GENIE_ALLOW_NETWORK=1`. Libraries never look there by themselves: a program that imports one may have a `DATABASE_URL` of its own.
 */
export function storeOptionsFrom(environment: Readonly<Record<string, string | undefined>>): StoreOptions {
  const { GENIE_ALLOW_NETWORK: allowNetwork, GENIE_DURABILITY: durability, GENIE_HOME: directory } = environment
  const database = secretFrom(environment, "DATABASE_URL")
  return {
    ...(database && { database }),
    ...(directory && { directory }),
    ...(durability && { durability: durabilityNamed(durability) }),
    ...(allowNetwork === "1" && { allowNetwork: true })
  }
}

const durabilityNamed = (name: string): Durability => {
  if (name === "power-loss" || name === "process-crash") return name
  throw new RangeError(`GENIE_DURABILITY is "${name}", and can be power-loss (the default) or process-crash.`)
}
