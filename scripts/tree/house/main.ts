// `pnpm -s tree`: the figures of the house, beside what they may be and where they are to come.
import { houseFigures } from "./houseFigures.ts"

console.table(houseFigures().map(({ goal, most, name, value }) => ({ figure: name, now: value, most, goal })))
