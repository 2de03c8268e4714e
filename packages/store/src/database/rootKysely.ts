// Kysely on an engine, except that its connections are handed out here: never to code that is inside an open transaction
// already.
import {
  type ConnectionProvider,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
  type QueryExecutor
} from "kysely"
import type { Engine } from "./engines/Engine.ts"
import { assertOutsideTransaction, insideHostTransaction } from "./openTransaction.ts"

/** How connections are handed out. */
export interface RootOptions {
  /** The engine, once it is made. */
  readonly engine: () => Engine
}

/** The root database of an engine: a statement or a transaction on it inside an open transaction throws. */
export const rootKysely = async (dialect: Dialect, options: RootOptions): Promise<Kysely<any>> => {
  const driver = dialect.createDriver()
  await driver.init()
  const executor = new DefaultQueryExecutor(
    dialect.createQueryCompiler(),
    dialect.createAdapter(),
    guarded(driver, options)
  )
  return kyselyOn(executor, dialect, driver)
}

/** Kysely on an executor of ours. It asks of its driver only how a transaction begins and ends. */
export const kyselyOn = (executor: QueryExecutor, dialect: object = {}, driver: object = {}): Kysely<any> =>
  new Kysely({ config: { dialect }, dialect, driver, executor } as unknown as ConstructorParameters<typeof Kysely>[0])

const guarded = (driver: Driver, { engine }: RootOptions): ConnectionProvider => ({
  provideConnection: async (consumer, options) => {
    assertOutsideTransaction(engine())
    const connection = await unlessAborted(driver.acquireConnection(), options?.signal, (late) =>
      driver.releaseConnection(late)
    )
    try {
      return await insideHostTransaction(engine(), () => consumer(connection))
    } finally {
      await driver.releaseConnection(connection)
    }
  }
})

/** Stops waiting when the signal fires; what arrives then is given back. */
const unlessAborted = async <A>(
  promise: Promise<A>,
  signal: AbortSignal | undefined,
  giveBack: (late: A) => Promise<void>
): Promise<A> => {
  if (signal === undefined) return promise
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = () => reject(signal.reason)
  signal.addEventListener("abort", onAbort, { once: true })
  if (signal.aborted) onAbort()
  try {
    return await Promise.race([promise, aborted])
  } catch (error) {
    if (signal.aborted) promise.then(giveBack).catch(() => {})
    throw error
  } finally {
    signal.removeEventListener("abort", onAbort)
  }
}
