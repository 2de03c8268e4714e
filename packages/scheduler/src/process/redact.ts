// Commands print their secrets, and what they print is stored and shown. Every pattern here is bounded, so that a hostile
// line costs no more than a long one: time grows with the text, whatever is in it.

export interface RedactOptions {
  /** Exact values to hide wherever they stand, such as the run's own token. Shorter than six characters they are ignored. */
  readonly secrets?: ReadonlyArray<string> | undefined
}

/** Stands where a secret stood. */
export const redacted = "[redacted]"

/**
 * Hides what looks like a secret: keys of well-known services, `Authorization` headers, passwords in URLs, values of
 * names like `password`, private key blocks. It is a net, not a wall: a secret in no known shape passes.
 */
export const redact = (text: string, { secrets = [] }: RedactOptions = {}): string => {
  let clean = withoutPrivateKeys(text)
  for (const secret of longestFirst(secrets)) clean = clean.replaceAll(secret, redacted)
  for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement)
  return clean
}

/** Whether a variable of this name holds a secret, by its name. */
export const isSecretName = (name: string): boolean => /passw|pwd|secret|token|credential|(^|_|api)key($|_)/i.test(name)

/** Shorter ones stand in ordinary words and numbers, and hiding them would shred the text. */
const secretLengthLeast = 6

const longestFirst = (secrets: ReadonlyArray<string>): ReadonlyArray<string> =>
  secrets.filter((secret) => secret.length >= secretLengthLeast).sort((one, other) => other.length - one.length)

const names =
  "password|passwd|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|auth[_-]?key"

const value = `"[^"\\n]{1,1024}"|'[^'\\n]{1,1024}'|[^\\s"',;&]{1,1024}`

const patterns: ReadonlyArray<readonly [RegExp, string]> = [
  // postgres://user:pass@host, and any other scheme.
  [/(:\/\/[^\s:/@]{0,128}:)[^\s/]{1,256}@/g, `$1${redacted}@`],
  [
    /(authorization["']?\s{0,8}[:=]\s{0,8}["']?(?:(?:bearer|basic|token|digest)\s{1,8})?)[^\s"',]{1,4096}/gi,
    `$1${redacted}`
  ],
  [/(\bbearer\s{1,8})[A-Za-z0-9._~+/=-]{8,4096}/gi, `$1${redacted}`],
  [new RegExp(`((?:${names})["']?\\s{0,4}[:=]\\s{0,4})(?:${value})`, "gi"), `$1${redacted}`],
  [new RegExp(`(--(?:[a-z]{1,16}-)?(?:${names})\\s{1,4})(?:${value})`, "gi"), `$1${redacted}`],
  // JSON Web Token.
  [/(?<![\w-])eyJ[A-Za-z0-9_-]{8,1024}\.[A-Za-z0-9_-]{8,2048}\.[A-Za-z0-9_-]{8,1024}/g, redacted],
  // AWS.
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, redacted],
  // GitHub, GitLab, npm.
  [/\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{22,255}|glpat-[\w-]{20,64}|npm_[A-Za-z0-9]{36})/g, redacted],
  // OpenAI, Anthropic; Stripe; Slack; Google.
  [/\b(?:sk-[\w-]{16,512}|[rs]k_(?:live|test)_\w{16,255}|xox[abeoprs]-[\w-]{10,255}|AIza[\w-]{35})/g, redacted]
]

/** Without a pattern: what lies between the two lines may be long, and either may be missing where the text was cut. */
const withoutPrivateKeys = (text: string): string => {
  const lines = text.split("\n")
  if (!lines.some((line) => line.includes(" KEY-----") || line.includes(" KEY BLOCK-----"))) return text
  const kept: Array<string> = []
  let isInside = false
  let sinceOutside = 0
  for (const line of lines) {
    const begins = /-----BEGIN [A-Z ]{0,32}PRIVATE KEY(?: BLOCK)?-----/.test(line)
    const ends = /-----END [A-Z ]{0,32}PRIVATE KEY(?: BLOCK)?-----/.test(line)
    if (begins && !isInside) kept.push(redacted)
    // An end without a beginning: the key's lines before it are already kept, and go again.
    if (ends && !isInside && !begins) {
      while (kept.length > sinceOutside && isKeyLine(kept.at(-1) ?? "")) kept.pop()
      kept.push(redacted)
    }
    if (!begins && !ends && !isInside) kept.push(line)
    isInside = begins ? !ends : isInside && !ends
    if (ends) sinceOutside = kept.length
  }
  return kept.join("\n")
}

const isKeyLine = (line: string): boolean => /^[A-Za-z0-9+/=\s]{0,80}$/.test(line)
