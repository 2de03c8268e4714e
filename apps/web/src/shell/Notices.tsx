import { Notification } from "@mantine/core"
import { CheckIcon, OctagonAlertIcon } from "lucide-react"
import { useEffect } from "react"
import { Sentence } from "../look/Sentence.tsx"
import classes from "./Notices.module.css"
import { dismiss, type Notice, useNotices } from "./notices.ts"

/** What has to be read, in the corner. A refusal waits until it is dismissed; good news leaves by itself. */
export const Notices = () => (
  <section className={classes.stack} aria-label="Notices" aria-live="assertive">
    {useNotices().map((notice) => (
      <One key={notice.id} {...notice} />
    ))}
  </section>
)

const One = ({ id, sentence, title, tone }: Notice) => {
  useEffect(() => {
    if (tone !== "done") return
    const timer = setTimeout(() => dismiss(id), DONE_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, tone])

  return (
    <Notification
      className={classes.notice}
      data-tone={tone}
      icon={tone === "done" ? <CheckIcon size={15} /> : <OctagonAlertIcon size={15} />}
      title={title}
      onClose={() => dismiss(id)}
      closeButtonProps={{ "aria-label": "Dismiss" }}
      role={tone === "done" ? "status" : "alert"}
    >
      <Sentence>{sentence}</Sentence>
    </Notification>
  )
}

const DONE_SHOWN_MS = 4_000
