/** A number of bytes, as people say it: `34 GB`, `512 KB`. */
export function bytes(count: number): string {
  for (const [size, unit] of units) if (count >= size) return `${rounded(count / size)} ${unit}`
  return `${count} bytes`
}

const units = [
  [1024 ** 3, "GB"],
  [1024 ** 2, "MB"],
  [1024, "KB"]
] as const

const rounded = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value))
