/** How much, with three digits that matter: `840 B`, `38.4 MB`, `120 GB`. */
export const bytes = (count: number): string => {
  const power = Math.min(Math.max(0, Math.floor(Math.log10(Math.max(1, count)) / 3)), units.length - 1)
  const amount = count / 1_000 ** power
  return `${amount >= 100 || power === 0 ? Math.round(amount) : Number(amount.toPrecision(3))} ${units[power]}`
}

const units = ["B", "kB", "MB", "GB", "TB"] as const
