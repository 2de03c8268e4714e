import { printable, type Screen } from "@genie/operation/commands"

/** One thing in full: a label and a value per line. Absent values have no line. */
export const fields = (
  values: Readonly<Record<string, string | number | null | undefined>>,
  screen: Screen
): string => {
  const shown = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "")
  const width = Math.max(...shown.map(([label]) => label.length))
  return shown
    .map(([label, value]) => {
      const name = label.padEnd(width)
      const text = printable(String(value)).replaceAll("\n", `\n${" ".repeat(width + 2)}`)
      return `${screen.canColor ? `\u001b[2m${name}\u001b[22m` : name}  ${text}`
    })
    .join("\n")
}
