import type { StoreOptions } from "./StoreOptions.ts"

/**
 * What an application's environment says about the database: `DATABASE_URL`, `GENIE_HOME`, `GENIE_ALLOW_NETWORK=1`. Libraries
 * never look there by themselves: a program that imports one may have a `DATABASE_URL` of its own.
 */
export function storeOptionsFrom(environment: Readonly<Record<string, string | undefined>>): StoreOptions {
  const { DATABASE_URL: database, GENIE_HOME: directory, GENIE_ALLOW_NETWORK: allowNetwork } = environment
  return {
    ...(database && { database }),
    ...(directory && { directory }),
    ...(allowNetwork === "1" && { allowNetwork: true })
  }
}
