// What a victim has acknowledged, against what the next one finds.
import type { Phase } from "./Phase.ts"
import type { Found } from "./victim.ts"

/** What is known of one directory, outside of it: all that its victims have said was done. */
export class Ledger {
  /** Writes that were acknowledged, and are not there. */
  lost = 0
  acknowledged = 0
  /** Writes that are there although nobody was told: they were under way. */
  unheard = 0
  /** A sentence for each thing that is not as it must be. */
  readonly torn: Array<string> = []
  readonly findings: Array<string> = []

  /** What was begun, and not said to be done. */
  readonly #doing: Array<Phase> = []
  /** How far each caller came, as far as anybody was told. */
  #told = new Map<number, number>()
  #isCreated = false
  #isMade = false
  #migrations = 0
  readonly #schemas: ReadonlyMap<number, string>

  /** @param schemas The digest of the schema after so many migrations. */
  constructor(schemas: ReadonlyMap<number, string>) {
    this.#schemas = schemas
  }

  /** What the victim was doing, from what it has said. */
  get doing(): Phase | undefined {
    return this.#doing.at(-1)
  }

  /** Whether the directory has the schema of today, as far as anybody was told. */
  get isMigrated(): boolean {
    return this.#migrations > 0
  }

  /** Another directory begins with nothing. */
  forgetDirectory(): void {
    this.#told.clear()
    this.#isCreated = false
    this.#isMade = false
    this.#migrations = 0
  }

  /** A victim begins. */
  forgetVictim(): void {
    this.#doing.length = 0
  }

  /** Takes down a line of a victim. */
  hear(line: string): void {
    const [word = "", ...rest] = line.split(" ")
    switch (word) {
      case "+": {
        const [caller, number] = rest.map(Number)
        this.#told.set(caller!, number!)
        this.acknowledged++
        return
      }
      case "begin":
        this.#doing.push(rest[0] as Phase)
        if (rest[0] === "create" && this.#isCreated) this.torn.push("The database was made, and is not there.")
        return
      case "end":
        this.#doing.splice(this.#doing.lastIndexOf(rest[0] as Phase), 1)
        if (rest[0] === "create") this.#isCreated = true
        return
      case "migrated":
        this.#migrations = Number(rest[0])
        return
      case "made":
        this.#isMade = true
        return
      case "found":
        this.#judge(JSON.parse(line.slice("found ".length)))
        return
      default:
        throw new Error(`A victim said something that nobody understands: ${line}`)
    }
  }

  #judge({ findings, migrations, schema, torn, values }: Found): void {
    this.findings.push(...findings)
    this.torn.push(...torn)
    if (migrations.length < this.#migrations) {
      this.torn.push(`${this.#migrations} migrations were done, and ${migrations.length} are left.`)
    }
    if (schema !== this.#schemas.get(migrations.length)) {
      this.torn.push(`After ${migrations.length} migrations the schema is not what it must be.`)
    }
    if (values === undefined) {
      if (this.#isMade) this.torn.push("The tables were made, and are not there.")
      this.lost += sum([...this.#told.values()])
      this.#told.clear()
      return
    }
    for (const [caller, value] of Object.entries(values)) {
      const told = this.#told.get(Number(caller)) ?? 0
      if (value < told) this.lost += told - value
      // A caller asks for one thing after the other, so there is one at most of which it does not know.
      if (value > told + 1) this.torn.push(`Caller ${caller} made ${told} writes, and ${value} are there.`)
      if (value === told + 1) this.unheard++
    }
    this.#told = new Map(Object.entries(values).map(([caller, value]) => [Number(caller), value]))
  }
}

const sum = (numbers: ReadonlyArray<number>): number => numbers.reduce((total, number) => total + number, 0)
