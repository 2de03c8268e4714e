import type { Driver } from "kysely"
import type { Engine } from "./engines/Engine.ts"
import { assertOutsideTransaction } from "./openTransaction.ts"

/**
 * The driver, except that taking a connection inside an open transaction of the same engine throws.
 *
 * Transactions run on the connection they have, so whoever asks for another one there has used the root database by
 * mistake. With `isSingle` the connection is handed to one at a time, first come first served.
 */
export const guardedDriver = (driver: Driver, isOurs: (engine: Engine) => boolean, isSingle = false): Driver => {
  const acquire = driver.acquireConnection.bind(driver)
  const release = driver.releaseConnection.bind(driver)
  let last: Promise<void> = Promise.resolve()
  let handOver: () => void = () => {}

  return Object.assign(driver, {
    acquireConnection: async (options) => {
      assertOutsideTransaction(isOurs)
      if (!isSingle) return acquire(options)

      const before = last
      const { promise, resolve } = Promise.withResolvers<void>()
      last = promise
      await before
      handOver = resolve
      return acquire(options)
    },
    releaseConnection: async (connection, options) => {
      const next = handOver
      await release(connection, options)
      if (isSingle) next()
    }
  } satisfies Partial<Driver>)
}
