import { type Paint, paint, type Screen } from "@genie/operation/commands"
import type { Advice, Checkup, Finding, Verdict } from "@genie/store/doctor"
import { wrapped } from "./wrapped.ts"

/** What was seen, line by line, and below each thing that is not well what to do about it. */
export const doctorView = (checkup: Checkup, screen: Screen): string => {
  const width = Math.max(...checkup.findings.map(({ check }) => check.length))
  return [
    paint(checkup.directory, "bold", screen),
    "",
    ...checkup.findings.map((finding) => findingView(finding, width, screen)),
    "",
    verdictOf(checkup, screen),
    ...checkup.todo.flatMap((advice) => adviceView(advice, "", screen))
  ].join("\n")
}

const findingView = ({ check, seen, todo, verdict }: Finding, width: number, screen: Screen): string => {
  const [sign, color] = signs[verdict]
  const indent = " ".repeat(width + 4)
  const [first = "", ...more] = wrapped(seen, screen.width - indent.length)
  return [
    `${paint(sign, color, screen)} ${paint(check.padEnd(width), verdict === "ok" ? "dim" : "bold", screen)}  ${first}`,
    ...more.map((line) => `${indent}${line}`),
    ...todo.flatMap((advice) => adviceView(advice, indent, screen))
  ].join("\n")
}

/** A command is never wrapped: it is copied. */
const adviceView = ({ command, sentence }: Advice, indent: string, screen: Screen): ReadonlyArray<string> => [
  ...wrapped(sentence, screen.width - indent.length - 2).map(
    (line, index) => `${indent}${index === 0 ? paint("→", "cyan", screen) : " "} ${line}`
  ),
  ...(command === undefined ? [] : [`${indent}  ${paint(command, "bold", screen)}`])
]

const signs: Readonly<Record<Verdict, readonly [sign: string, color: Paint]>> = {
  ok: ["✓", "green"],
  warning: ["!", "yellow"],
  problem: ["✗", "red"],
  unknown: ["?", "cyan"]
}

const verdictOf = ({ findings }: Checkup, screen: Screen): string => {
  const count = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length
  const counted = [
    counting(count("problem"), "problem", "problems"),
    counting(count("warning"), "warning", "warnings"),
    counting(count("unknown"), "thing that could not be checked", "things that could not be checked")
  ].filter((text) => text !== undefined)
  if (counted.length > 0) {
    const color = count("problem") > 0 ? "red" : count("warning") > 0 ? "yellow" : "cyan"
    return paint(`${counted.join(", ")}.`, color, screen)
  }
  const isDeep = findings.some(({ check }) => check === "engine")
  return `${paint("Nothing is wrong.", "green", screen)}${isDeep ? "" : ` ${paint("The engine itself was not asked: genie doctor --deep", "dim", screen)}`}`
}

const counting = (count: number, one: string, many: string): string | undefined =>
  count === 0 ? undefined : `${count} ${count === 1 ? one : many}`
