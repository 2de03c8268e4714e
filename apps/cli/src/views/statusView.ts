import type { DatabaseHealth, SystemStatus } from "@genie/client/api"
import { paint, type Screen } from "@genie/operation/commands"
import { bytes } from "@genie/store/owner"
import { duration } from "./duration.ts"
import { fields } from "./fields.ts"
import { relative } from "./relative.ts"

/** What is running, how much it has to do, and what somebody should look after. */
export const statusView = (status: SystemStatus, screen: Screen): string => {
  const { counts, database, owner } = status
  const { health } = database
  const isServed = owner.kind !== "direct"
  const known = fields(
    {
      genie: `${status.version} (schema ${status.schema})`,
      owner: isServed
        ? `${kinds[owner.kind]}, process ${owner.pid}, started ${relative(owner.startedAt, screen)}`
        : kinds.direct,
      database: `${database.kind === "embedded" ? "embedded PostgreSQL" : "PostgreSQL"} ${database.serverVersion}, ${database.location}`,
      durability: durabilities[database.durability] ?? database.durability,
      disk: health && `${bytes(health.databaseBytes + health.walBytes)} used, ${bytes(health.diskFreeBytes)} free`,
      log: health && logOf(health, screen),
      rows: health && rowsOf(health, screen),
      directory: status.directory,
      url: isServed ? (status.url ?? "none: only over its Unix socket") : null,
      shell: isServed
        ? status.isShellAllowed
          ? "commands run here"
          : "commands do not run here (--allow-shell)"
        : null,
      schedules: `${counts.activeSchedules} active`,
      runs: `${counts.queuedRuns} queued, ${counts.runningRuns} running`,
      workers: `${counts.workersOnline} online`,
      audit: `${counts.auditEntries} entries`,
      instance: status.instance
    },
    screen
  )
  const warnings = health === undefined ? [] : warningsOf(health, screen)
  return warnings.length === 0 ? known : `${known}\n\n${paint(warnings.join("\n"), "yellow", screen)}`
}

const kinds: Record<SystemStatus["owner"]["kind"], string> = {
  background: "in the background, leaves when idle",
  up: "genie up",
  program: "a program",
  direct: "none, this command is connected to PostgreSQL"
}

const durabilities: Readonly<Record<string, string>> = {
  "power-loss": "power-loss: what was answered survives a power cut",
  "process-crash": "process-crash: what was answered survives a kill, but perhaps not a power cut",
  server: "server: what this PostgreSQL is set up to survive",
  host: "host: what the program's own database survives",
  none: "none: all is gone with the process"
}

/** The write-ahead log: what is written first, and read again after a crash. */
const logOf = ({ checkpoint, walBytes, walSinceCheckpointBytes }: DatabaseHealth, screen: Screen): string => {
  const took = checkpoint.ms === null ? "" : `, which took ${duration(checkpoint.ms)}`
  return `${bytes(walBytes)}, ${bytes(walSinceCheckpointBytes)} of it since the last checkpoint ${relative(checkpoint.at, screen)}${took}`
}

/** Old versions of rows stay until a vacuum takes them away. */
const rowsOf = ({ deadTuples, liveTuples, vacuum, worstTable }: DatabaseHealth, screen: Screen): string => {
  const share = deadTuples < ROWS_DEAD_SOME ? "" : ` (${Math.round((100 * deadTuples) / (deadTuples + liveTuples))} %)`
  const dead =
    worstTable === null ? "none dead" : `${counted(deadTuples)} dead${share}, most in ${named(worstTable.table)}`
  const last = vacuum === null ? "" : `; last vacuum ${relative(vacuum.at, screen)}: ${named(vacuum.table)}`
  return `${counted(liveTuples)}, ${dead}${last}`
}

const warningsOf = (health: DatabaseHealth, screen: Screen): ReadonlyArray<string> => {
  const { deadTuples, diskFreeBytes, liveTuples, maintenanceError, oldestTransactionAge, restarts, walBytes } = health
  return [
    diskFreeBytes < DISK_FREE_BYTES_FEW &&
      `The disk is nearly full: ${bytes(diskFreeBytes)} are free. Make room: without it changes are refused.`,
    walBytes > WAL_BYTES_MANY &&
      `The log has grown to ${bytes(walBytes)}: one statement or transaction wrote much. It shrinks with the next checkpoint.`,
    deadTuples > ROWS_DEAD_MANY &&
      deadTuples > liveTuples &&
      "More rows are dead than alive: the database has been too busy to be cleaned. It is, once there is less to do.",
    restarts > 0 &&
      `The engine was opened again ${restarts === 1 ? "once" : `${counted(restarts)} times`}: it crashed, or a statement ran for too long.`,
    oldestTransactionAge > TRANSACTIONS_MANY &&
      `The oldest row was written ${counted(oldestTransactionAge)} transactions ago, and PostgreSQL stops at 2,000,000,000: its upkeep has not got there.`,
    maintenanceError !== null &&
      `Upkeep failed ${relative(maintenanceError.at, screen)} and is tried again: ${maintenanceError.step}: ${maintenanceError.message} (${maintenanceError.code})`
  ].filter((warning) => warning !== false)
}

/** Ten times what is always kept free. */
const DISK_FREE_BYTES_FEW = 500_000_000

/** What the upkeep promises: 256 MB. */
const WAL_BYTES_MANY = 270_000_000

const ROWS_DEAD_SOME = 1_000
const ROWS_DEAD_MANY = 10_000

/** Rows are frozen at 100,000,000. */
const TRANSACTIONS_MANY = 1_000_000_000

const counted = (count: number): string => count.toLocaleString("en-US")

/** Genie's own tables are the usual ones. */
const named = (table: string): string => table.replace(/^genie\./, "")
