/** Longer names do not fit into a table, and one word more never made them clearer. */
const LENGTH_MAX = 48

/**
 * A name for the schedule of a crontab's job: its comment, or else the program it runs, in kebab-case. Not unique;
 * `parseCrontab` numbers those that come again.
 */
export const nameOf = (job: { readonly command: string; readonly comment?: string }): string =>
  kebab(job.comment ?? "") || kebab(programOf(job.command)) || "schedule"

const kebab = (text: string): string => {
  const words = text
    .slice(0, 1_000)
    .normalize("NFKD")
    .replace(/\p{Mark}|['’]/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
  let name = (words[0] ?? "").slice(0, LENGTH_MAX)
  for (const word of words.slice(1)) {
    if (name.length + 1 + word.length > LENGTH_MAX) break
    name += `-${word}`
  }
  return name
}

/** The base name of the program a command is about, behind what merely prepares or wraps it. */
const programOf = (command: string): string => {
  const steps = command.slice(0, 4_000).split(/&&|\|\||;|\|/)
  const step = steps.find(
    (each) => !/^[\s({]*(?:$|(?:cd|test|\[|export|source|\.|umask|sleep|set|exec)(?:\s|$))/.test(each)
  )
  const words = (step ?? command).split(/[\s"'`(){}]+/).filter((word) => word !== "")
  let wrapped = false
  let program: string | undefined
  for (const word of words) {
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(word)) continue
    const base = baseName(word)
    if (wrapped && /^(?:-|[\d.]+[smhd]?$)/.test(word)) continue
    if (wrappers.has(base.replace(/[\d.]+$/, ""))) {
      wrapped = true
      program ??= base
      continue
    }
    // What flock holds is a file, and the program comes after it.
    if (wrapped && /\.(?:lock|lck|pid)$/.test(word)) continue
    return withoutEnding(base)
  }
  return program ?? ""
}

const wrappers = new Set([
  "bash",
  "bun",
  "chronic",
  "deno",
  "env",
  "exec",
  "flock",
  "ionice",
  "nice",
  "node",
  "nohup",
  "perl",
  "php",
  "python",
  "ruby",
  "setsid",
  "sh",
  "sudo",
  "time",
  "timeout",
  "zsh"
])

const baseName = (word: string): string => word.replace(/\/+$/, "").split("/").at(-1) ?? word

const withoutEnding = (base: string): string =>
  base.replace(/(?<=.)\.(?:sh|bash|zsh|py|rb|pl|php|js|mjs|cjs|ts|exe)$/, "")
