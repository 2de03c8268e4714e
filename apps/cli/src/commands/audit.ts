import { AuditGroup, AuditLog } from "@genie/audit/contract"
import { commands } from "@genie/operation/commands"
import { Effect, Layer } from "effect"
import * as Command from "effect/cli/Command"
import { servicesLayer } from "../owner/servicesLayer.ts"
import { auditEventListView, auditEventView, auditFeedView } from "../views/auditEventViews.ts"
import { verifyReportView } from "../views/verifyReportView.ts"
import { typed } from "./typed.ts"

/** A log that is not whole is an answer, and a failure too: a script must not miss it. */
const failingWhenBroken = Layer.effect(
  AuditLog,
  Effect.map(AuditLog, (log) =>
    AuditLog.of({
      ...log,
      verify: (input) =>
        Effect.tap(log.verify(input), ({ isWhole }) =>
          Effect.sync(() => {
            if (!isWhole) process.exitCode = 1
          })
        )
    })
  )
)

/** `genie audit …` */
export const audit = commands(
  "audit",
  AuditGroup,
  AuditLog,
  {
    verify: verifyReportView,
    list: auditEventListView,
    show: auditEventView,
    feed: auditFeedView,
    position: ({ cursor }) => cursor
  },
  { description: "Verify, read and follow the audit log", aliases: { list: "ls" }, typed }
).pipe(Command.provide(failingWhenBroken), Command.provide(servicesLayer))
