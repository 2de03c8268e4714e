// A program that keeps its data in the embedded database: `node program.ts DIRECTORY`. It does what its parent asks, and
// answers with what came of it. `BAD_DAYS_USER` is the user it becomes first.
import { openPglite, type Pglite } from "@genie/pglite"

/** What the parent asks. */
export type Ask =
  | { readonly do: "open"; readonly options?: { readonly statementTimeoutMs?: number; readonly hasAmcheck?: boolean } }
  | { readonly do: "query"; readonly text: string; readonly parameters?: ReadonlyArray<unknown> }
  /** These statements in one transaction. */
  | { readonly do: "transaction"; readonly statements: ReadonlyArray<readonly [string, ReadonlyArray<unknown>]> }
  /** What is too large to be sent here is made here. */
  | { readonly do: "large"; readonly bytes: number }
  | { readonly do: "restarts" }
  | { readonly do: "close" }

/** What it answers: rows, or an error that says something. */
export type Answer =
  | { readonly rows: ReadonlyArray<Readonly<Record<string, unknown>>> }
  | { readonly error: { readonly name: string; readonly code?: string; readonly message: string } }

const user = process.env.BAD_DAYS_USER
if (user !== undefined) {
  process.setgid?.(Number(user))
  process.setuid?.(Number(user))
}

const [directory = ""] = process.argv.slice(2)
let database: Pglite | undefined

const opened = (): Pglite => {
  if (database === undefined) throw new Error("The database is not open.")
  return database
}

const answer = async (ask: Ask): Promise<Answer> => {
  switch (ask.do) {
    case "open": {
      const { hasAmcheck, ...options } = ask.options ?? {}
      database = await openPglite({
        directory,
        ...options,
        ...(hasAmcheck && { extensions: { amcheck: "@electric-sql/pglite/contrib/amcheck" } })
      })
      return { rows: [] }
    }
    case "query":
      return { rows: (await opened().query(ask.text, ask.parameters)).rows }
    case "large":
      return { rows: (await opened().query("select length($1) as length", ["x".repeat(ask.bytes)])).rows }
    case "transaction": {
      const session = opened().connect()
      await session.query("begin")
      try {
        for (const [text, parameters] of ask.statements) await session.query(text, parameters)
      } catch (error) {
        await session.query("rollback")
        throw error
      }
      const { command } = await session.query("commit")
      if (command !== "COMMIT") throw new Error(`The commit was a ${command}.`)
      return { rows: [] }
    }
    case "restarts":
      return { rows: [{ restarts: opened().restarts }] }
    case "close":
      await opened().close()
      return { rows: [] }
  }
}

process.on("message", ({ id, ask }: { readonly id: number; readonly ask: Ask }) => {
  answer(ask).then(
    (given) => process.send?.({ id, ...given }),
    (error) => {
      const { code, message = String(error), name = "Error" } = error ?? {}
      process.send?.({ id, error: { name, code, message } })
    }
  )
})
process.send?.({ id: 0, rows: [] })
