import type { SystemStatus } from "@genie/client/api"
import type { Screen } from "@genie/operation/commands"
import { fields } from "./fields.ts"
import { relative } from "./relative.ts"

/** What is running, and how much it has to do. */
export const statusView = (status: SystemStatus, screen: Screen): string => {
  const { counts, database, owner } = status
  const isServed = owner.kind !== "direct"
  return fields(
    {
      genie: `${status.version} (schema ${status.schema})`,
      owner: isServed
        ? `${kinds[owner.kind]}, process ${owner.pid}, started ${relative(owner.startedAt, screen)}`
        : kinds.direct,
      database: `${database.kind === "embedded" ? "embedded PostgreSQL" : "PostgreSQL"} ${database.serverVersion}, ${database.location}`,
      durability: database.durability,
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
}

const kinds: Record<SystemStatus["owner"]["kind"], string> = {
  background: "in the background, leaves when idle",
  up: "genie up",
  program: "a program",
  direct: "none, this command is connected to PostgreSQL"
}
