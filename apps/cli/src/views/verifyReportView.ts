import type { VerifiedLog, VerifyReport } from "@genie/audit/contract"

/** Whether the logs are whole, and otherwise the first bad entry of each that is not. */
export const verifyReportView = ({ entries, isWhole, logs }: VerifyReport): string =>
  isWhole
    ? `Whole: ${counted(entries, "entry", "entries")} in ${counted(logs.length, "log", "logs")}.`
    : ["NOT WHOLE.", ...logs.filter(({ finding }) => finding !== null).map(broken)].join("\n")

const broken = ({ entries, finding, log, project }: VerifiedLog): string => {
  const which = project === null ? `system log ${log}` : `log ${log} of project ${project}`
  const where = finding?.seq === 0 ? "The log itself" : `Entry ${finding?.seq}`
  return `${which}: ${where} is ${finding?.kind}. ${finding?.reason} ${counted(entries, "entry", "entries")} before it ${entries === 1 ? "is" : "are"} whole.`
}

const counted = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`
