import { OptionalSqlType, type SqlType } from "../../src/database/SqlType.ts"
import type { Declaration } from "../../src/database/statement.ts"

/** Every combination is prepared where there are no more than these. */
const COMBINATIONS_MAX = 100

type Choice = readonly [name: string, values: ReadonlyArray<unknown>]

/**
 * The parameters with which a statement is prepared, so that each of its parts is there at least once: all combinations of
 * what shapes it, or, where those are too many, each choice once with nothing else and once with everything else, and so
 * each combination of the parameters that are not independent.
 */
export const variantsOf = ({ parameters, together }: Declaration): ReadonlyArray<Record<string, unknown>> => {
  const choices: ReadonlyArray<Choice> = Object.entries(parameters).map(([name, type], nth) => [
    name,
    valuesOf(type, 2 * nth)
  ])
  const count = choices.reduce((product, [, values]) => product * values.length, 1)
  const chosen = count <= COMBINATIONS_MAX ? product(choices) : onceEach(choices, together)
  return chosen.map((variant) => Object.fromEntries(Object.entries(variant).filter(([, value]) => value !== undefined)))
}

/** The first is what stands for it while others vary. */
const valuesOf = (type: SqlType<unknown>, nth: number): ReadonlyArray<unknown> => [
  ...(type instanceof OptionalSqlType ? [undefined] : []),
  ...(type.shapes.length > 0 ? type.shapes : [type.sample(nth)]),
  ...(type.isNullable ? [null] : [])
]

const product = (choices: ReadonlyArray<Choice>): ReadonlyArray<Record<string, unknown>> =>
  choices.reduce<ReadonlyArray<Record<string, unknown>>>(
    (variants, [name, values]) => variants.flatMap((variant) => values.map((value) => ({ ...variant, [name]: value }))),
    [{}]
  )

const onceEach = (choices: ReadonlyArray<Choice>, together: ReadonlyArray<string>) => {
  const least = Object.fromEntries(choices.map(([name, values]) => [name, values[0]]))
  const most = Object.fromEntries(choices.map(([name, values]) => [name, values.find((value) => value != null)]))
  const linked = product(choices.filter(([name]) => together.includes(name)))
  const alone = choices.flatMap(([name, values]) => values.map((value) => ({ [name]: value })))
  return [...linked, ...alone].flatMap((variant) => [
    { ...least, ...variant },
    { ...most, ...variant }
  ])
}
