import { CheckIcon, CopyIcon } from "lucide-react"
import { useState } from "react"
import classes from "./Command.module.css"

/** Something to type at a terminal, ready to be copied. */
export const Command = ({ children }: { children: string }) => {
  const [isCopied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(children)
    setCopied(true)
    setTimeout(() => setCopied(false), 1_500)
  }
  return (
    <button type="button" className={classes.command} onClick={copy} aria-label={`Copy: ${children}`}>
      <span className={classes.prompt} aria-hidden="true">
        $
      </span>
      <code className={classes.text}>{children}</code>
      <span className={classes.icon} aria-hidden="true">
        {isCopied ? <CheckIcon size={13} /> : <CopyIcon size={13} />}
      </span>
    </button>
  )
}
