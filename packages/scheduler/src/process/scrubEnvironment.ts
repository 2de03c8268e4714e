// What a command gets to see of its host: enough to find its programs and its home, the schedule's own variables, and who
// it is running for. Never a key of the host: a command must not be able to do more than its run may. A database's
// address among the run's own variables is the command's business, and the host's address never passes.
import { quoted } from "../cadence/quoted.ts"

/** Which run a command runs for. */
export interface RunIdentity {
  readonly runId: string
  readonly triggerId?: string | undefined
  readonly scheduleId?: string | undefined
  readonly scheduleName?: string | undefined
  /** 32 hexadecimal digits; a UUID does. */
  readonly traceId: string
  /** The same for every attempt at this work: `GENIE_IDEMPOTENCY_KEY`. */
  readonly idempotencyKey: string
  readonly attempt: number
  /** The fence of the claim: Genie refuses what a command says with an older one. */
  readonly fence: number | string | bigint
  readonly queue: string
  /** Who the command is when it uses Genie: `agent:work`, for `GENIE_ACTOR`. */
  readonly actor?: string | undefined
  /** The data directory of the Genie that it works for: `GENIE_HOME`. */
  readonly home?: string | undefined
  /** Where the command reaches Genie: `GENIE_URL`. */
  readonly apiUrl?: string | undefined
  /** The same over the owner's Unix socket: `GENIE_SOCKET`. */
  readonly socket?: string | undefined
  /** The run's own token, good for this run only: `GENIE_TOKEN`. */
  readonly token?: string | undefined
}

export interface EnvironmentInput {
  /** The variables of the worker, of which few pass. */
  readonly host: Readonly<Record<string, string | undefined>>
  /** The run's own; they win over the host's. Reserved names among them are left out. */
  readonly own?: Readonly<Record<string, string>> | undefined
  readonly identity: RunIdentity
}

/** All variables of a command. */
export const scrubEnvironment = ({ host, own = {}, identity }: EnvironmentInput): Record<string, string> => ({
  PATH: pathDefault,
  ...chosen(host, isFromHost),
  ...chosen(own, (name) => refusal(name) === undefined),
  ...identityVariables(identity)
})

/** The sentence that refuses a schedule's own variables, or nothing. */
export const environmentProblem = (own: Readonly<Record<string, string>> | undefined): string | undefined =>
  Object.keys(own ?? {})
    .map(refusal)
    .find((sentence) => sentence !== undefined)

const pathDefault = "/usr/local/bin:/usr/bin:/bin"

const namesFromHost = new Set(["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TMPDIR"])

/** What a run is about. Whoever enqueues it says so; it gives nobody any rights. */
export const namesOfWork: ReadonlySet<string> = new Set(["GENIE_TASK", "GENIE_PROJECT"])

const isFromHost = (name: string): boolean => namesFromHost.has(name) || name.startsWith("LC_")

const refusal = (name: string): string | undefined => {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    return `${quoted(name)} cannot name a variable: use letters, digits and _, and no digit first.`
  }
  if (namesOfWork.has(name)) return undefined
  if (name.startsWith("GENIE_") || name === "TRACEPARENT") {
    return `The variable ${name} is reserved: Genie itself tells a command which run it is. Choose another name.`
  }
}

const identityVariables = (identity: RunIdentity): Record<string, string> =>
  chosen({
    GENIE_RUN_ID: identity.runId,
    GENIE_TRIGGER_ID: identity.triggerId,
    GENIE_SCHEDULE_ID: identity.scheduleId,
    GENIE_SCHEDULE_NAME: identity.scheduleName,
    GENIE_TRACE_ID: identity.traceId,
    TRACEPARENT: traceparent(identity),
    GENIE_ATTEMPT: String(identity.attempt),
    GENIE_FENCE: String(identity.fence),
    GENIE_QUEUE: identity.queue,
    GENIE_IDEMPOTENCY_KEY: identity.idempotencyKey,
    GENIE_ACTOR: identity.actor,
    GENIE_HOME: identity.home,
    GENIE_URL: identity.apiUrl,
    GENIE_SOCKET: identity.socket,
    GENIE_TOKEN: identity.token
  })

/** W3C trace context: the run is the parent span, named by the random end of its id. Nothing when the ids are no such ids. */
const traceparent = ({ traceId, runId }: RunIdentity): string | undefined => {
  const trace = hexadecimal(traceId)
  const span = hexadecimal(runId).slice(-16)
  const isValid = /^[0-9a-f]{32}$/.test(trace) && /[^0]/.test(trace) && /^[0-9a-f]{16}$/.test(span) && /[^0]/.test(span)
  return isValid ? `00-${trace}-${span}-01` : undefined
}

const hexadecimal = (id: string): string => id.replaceAll("-", "").toLowerCase()

const chosen = (
  variables: Readonly<Record<string, string | undefined>>,
  isChosen: (name: string) => boolean = () => true
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => entry[1] !== undefined && isChosen(entry[0]))
  )
