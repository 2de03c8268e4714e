import { Schema, SchemaAST } from "effect"
import type { Pool } from "./Pool.ts"
import type { Random } from "./Random.ts"

/** How long a request may be told to wait. */
const WAIT_MS = 20

/** A value that a contract takes, most of the time: read off its schema, with names that the server has told. */
export const valueOf = (ast: SchemaAST.AST, name: string, random: Random, pool: Pool): unknown => {
  const again = (type: SchemaAST.AST, called = name) => valueOf(type, called, random, pool)
  const takes = Schema.is(Schema.make<Schema.Top>(ast))
  // An item of a batch, which its service reads alone.
  const item = SchemaAST.isUnion(ast) && ast.types.some(SchemaAST.isAny) ? ast.types[0] : undefined
  if (item !== undefined && random.isSo(0.9)) return again(item)
  if (takes(["x", 1, null])) return random.one(jsons)
  if (SchemaAST.isLiteral(ast)) return ast.literal
  if (SchemaAST.isString(ast)) {
    for (let attempt = 0; attempt < 8; attempt++) {
      const text = textFor(name, random, pool)
      if (takes(text)) return text
    }
    return random.one(words)
  }
  if (SchemaAST.isNumber(ast)) {
    if (name === "waitMs") return random.below(WAIT_MS)
    if ((name === "fence" || name === "revision") && pool.numbers.length > 0) return random.one(pool.numbers)
    const number = random.one([1, 1, 2, 3, 10, 50, 500, 4_711])
    return takes(number) ? number : 1
  }
  if (SchemaAST.isBoolean(ast)) return random.isSo(0.5)
  if (SchemaAST.isDeclaration(ast) && takes(new Date())) return random.one(dates)
  if (SchemaAST.isUnion(ast)) return again(random.one(ast.types))
  if (SchemaAST.isArrays(ast)) {
    const [item] = ast.rest
    const length = random.one([1, 1, 2, 3, 20])
    return item === undefined ? [] : Array.from({ length }, () => again(item))
  }
  if (SchemaAST.isObjects(ast)) return objectOf(ast, random, pool)
  if (SchemaAST.isNull(ast)) return null
  return random.one(words)
}

/** The fields of a struct: those it needs, and some of the others. */
export const objectOf = (ast: SchemaAST.Objects, random: Random, pool: Pool): Record<string, unknown> => {
  const fields = ast.propertySignatures
    .filter(({ type }) => type.context?.isOptional !== true || random.isSo(0.3))
    .map(({ name, type }) => [String(name), valueOf(type, String(name), random, pool)])
  const records = ast.indexSignatures.map(({ type }) => [
    random.one(["A", "PATH", "B_1"]),
    valueOf(type, "", random, pool)
  ])
  return Object.fromEntries([...fields, ...records])
}

const textFor = (name: string, random: Random, pool: Pool): string => {
  const known = times[name]
  if (known !== undefined && random.isSo(0.8)) return random.one(known)
  if (pool.texts.length > 0 && random.isSo(0.6)) return random.one(pool.texts)
  return random.isSo(0.3) ? `${random.one(words)}-${random.below(100_000)}` : random.one(words)
}

const instants = ["2027-01-01T09:00", "in 10m", "2027-01-01", "+1h"]

const times: Readonly<Record<string, ReadonlyArray<string>>> = {
  at: instants,
  start: [...instants, "now"],
  due: instants,
  expires: instants,
  cron: ["0 3 * * *", "*/5 9-17 * * MON-FRI", "@daily"],
  every: ["90s", "15m", "1d"],
  lease: ["1m", "10m"],
  timeout: ["90s", "10m"],
  tz: ["UTC", "Europe/Berlin", "America/Sao_Paulo"],
  project: ["FUZZ"],
  externalUrl: ["https://example.com/1"],
  repoPath: ["/tmp"],
  origin: ["https://example.com/ana/shop.git"],
  firstCommit: ["0123456789abcdef0123456789abcdef01234567"],
  crontab: ["0 3 * * * /bin/true\n", "MAILTO=x\n@hourly echo hi\n"],
  path: ["/app"]
}

const words = [
  "mail",
  "docs",
  "Nächtlich",
  "日本語",
  "build-bot",
  "ana",
  "software",
  "ready",
  "shell",
  "API",
  "SHOP",
  "FUZZ",
  "FUZZ-1"
]

const dates = ["2027-01-01T09:00:00.000Z", "1970-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"]

const jsons: ReadonlyArray<unknown> = [null, true, 1, "text", [], {}, { order: 7, lines: [{ text: "ä" }] }]
