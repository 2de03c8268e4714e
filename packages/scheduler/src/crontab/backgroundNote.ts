/**
 * What a command leaves running although it ends, as a sentence, or nothing. Under cron such a process lives on; Genie
 * ends it with its run. Only what stands outside quotes is looked at.
 */
export const backgroundNote = (command: string): string | undefined => {
  const plain = withoutQuoted(command)
  if (/(?:^|[\s;&|(])setsid\s/.test(plain)) {
    return "Genie does not follow what setsid starts: remove it, so that its end and its output are kept"
  }
  const ampersand = /(?:^|[^&<>|])&(?![&>])/.exec(plain)
  if (ampersand === null || /(?:^|[\s;&|])wait(?:$|[\s;)])/.test(plain.slice(ampersand.index))) return undefined
  const also = ["nohup", "disown"].filter((word) => new RegExp(`(?:^|[\\s;&|(])${word}(?:$|[\\s;)])`).test(plain))
  const cause = [...also, '"&"'].join(" and ")
  return `${cause} ${also.length > 0 ? "leave" : "leaves"} a process running, and Genie ends it with its run: remove the "&", end the command with "wait", or import with --leftovers keep`
}

/** Bounded patterns, one pass: a hostile command costs no more than a long one. */
const withoutQuoted = (command: string): string =>
  command.replace(/\\[\s\S]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|(?<=\s)#.*/g, "_")
