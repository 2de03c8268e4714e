import { setTimeout as after } from "node:timers/promises"
import { Ledger } from "./Ledger.ts"
import type { Product } from "./Product.ts"

/** So many write at once. */
const WRITERS = 4

/** Somebody who is refused does not try again at once. */
const REFUSED_PAUSE_MS = 20

const insert = "insert into notes (id, pair, body) values ($1, $2, $3)"

/** People who write notes, one by one and in pairs, and remember what they were told. */
export class Writers {
  readonly ledger = new Ledger()
  #lastId = 0
  #isWriting = false
  #done: Promise<unknown> = Promise.resolve()

  static async prepare(product: Product): Promise<void> {
    await product.rows("create table notes (id int primary key, pair int, body text not null)")
    await product.rows("create index notes_pair on notes (pair)")
  }

  start(product: Product): void {
    this.#isWriting = true
    this.#done = Promise.all(Array.from({ length: WRITERS }, (_, writer) => this.#write(product, writer)))
  }

  /** Everybody finishes what was begun. */
  async stop(): Promise<void> {
    this.#isWriting = false
    await this.#done
  }

  async #write(product: Product, writer: number): Promise<void> {
    for (let turn = writer; this.#isWriting; turn++) {
      const ids = turn % 3 === 0 ? [++this.#lastId, ++this.#lastId] : [++this.#lastId]
      const values = (id: number) => [id, ids.length === 2 ? ids[0] : null, body(id)]
      const answer =
        ids.length === 2
          ? await product.ask({ do: "transaction", statements: ids.map((id) => [insert, values(id)] as const) })
          : await product.query(insert, values(ids[0]!))
      if (!("error" in answer)) {
        this.ledger.acknowledge(ids)
        continue
      }
      this.ledger.refuse(ids, answer.error)
      if (answer.error.name === "Exit" || answer.error.name === "Hang") return
      await after(REFUSED_PAUSE_MS)
    }
  }
}

/** Two thousand characters that do not compress well. */
const body = (id: number): string => {
  let state = id
  let text = ""
  while (text.length < 2_000) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    text += state.toString(36)
  }
  return text
}
