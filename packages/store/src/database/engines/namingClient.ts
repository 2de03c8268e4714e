import { createHash } from "node:crypto"
import { explained, protoRefused, toParameter } from "@genie/pglite/values"
import type pg from "pg"
import { UserArrays } from "./UserArrays.ts"

/** How many statements a connection keeps prepared. What comes after runs unnamed. */
export const NAMED_STATEMENTS_MAX = 500

/**
 * The class of a connection that names its statements and writes their parameters our way.
 *
 * The server plans a named statement once, an unnamed one each time: with 16 callers Kysely runs at 0.62 of bare `pg`
 * without names and at 0.98 with them.
 */
export const namingClient = (driver: typeof pg, isNaming: boolean): typeof pg.Client => {
  const userArrays = new UserArrays()
  class NamingClient extends driver.Client {
    readonly #names = new Map<string, string>()
    #generation = 0

    // `pg` declares a dozen forms; Kysely uses this one, and every other passes through.
    override query(...call: ReadonlyArray<any>): any {
      const [text, values] = call
      if (call.length !== 2 || typeof text !== "string" || !Array.isArray(values))
        return super.query(...(call as [any]))

      const name = isNaming ? this.#nameOf(text) : undefined
      const config = { text, values: values.map(toParameter), ...(name === undefined ? {} : { name }) }
      return this.#answer(super.query(config) as unknown as Promise<pg.QueryResult>, name, values)
    }

    async #answer(
      answered: Promise<pg.QueryResult>,
      name: string | undefined,
      values: ReadonlyArray<unknown>
    ): Promise<pg.QueryResult> {
      try {
        const result = await answered
        if (result.fields?.some((field) => field.name === "__proto__"))
          throw Object.assign(new Error(protoRefused), { code: "42602" })
        await userArrays.read(result, { query: (text) => super.query(text) })
        return result
      } catch (error) {
        if (name !== undefined) this.#forgetStalePlans(error)
        throw explained(error, values)
      }
    }

    #nameOf(text: string): string | undefined {
      const known = this.#names.get(text)
      if (known !== undefined) return known
      if (this.#names.size >= NAMED_STATEMENTS_MAX) return undefined
      const name = `genie_${this.#generation}_${createHash("sha256").update(text).digest("base64url").slice(0, 22)}`
      this.#names.set(text, name)
      return name
    }

    /** A migration changed what a prepared `select *` gives: from now on everything is prepared anew. */
    #forgetStalePlans(error: unknown): void {
      const { code, message } = error as { readonly code?: string; readonly message?: string }
      if (code === "0A000" && message?.startsWith("cached plan")) {
        this.#generation++
        this.#names.clear()
      }
    }
  }
  return NamingClient as unknown as typeof pg.Client
}
