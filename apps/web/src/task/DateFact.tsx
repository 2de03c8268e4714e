import { useRef, useState } from "react"
import { Remove } from "../look/Remove.tsx"
import { Moment } from "../time/Moment.tsx"
import classes from "./DateFact.module.css"
import { InlineField } from "./InlineField.tsx"

interface DateFactProps {
  readonly label: string
  readonly at: string | null
  /** Rejects when it was refused. Null takes the date away. */
  readonly onChange: (at: string | null) => Promise<unknown>
}

/** A date of a task, and how it is changed. */
export const DateFact = ({ at, label, onChange }: DateFactProps) => {
  const [isOpen, setOpen] = useState(false)
  const value = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpen(false)
    requestAnimationFrame(() => value.current?.focus())
  }
  if (isOpen) {
    return (
      <InlineField
        label={label}
        type="datetime-local"
        value={at === null ? "" : localOf(at)}
        onSave={(local) => onChange(new Date(local).toISOString()).then(close)}
        onClose={close}
      />
    )
  }
  return (
    <>
      <button
        ref={value}
        type="button"
        className={classes.value}
        data-empty={at === null || undefined}
        aria-label={at === null ? `${label}: set a date` : undefined}
        title={at === null ? "Set a date" : undefined}
        onClick={() => setOpen(true)}
      >
        {at === null ? "–" : <Moment at={at} />}
      </button>
      {at !== null && (
        // What was refused is said in a notice.
        <Remove label={`${label}: no date`} onClick={() => void onChange(null).catch(() => undefined)} />
      )}
    </>
  )
}

/** An instant as the field has it: minutes on the reader's clock. */
const localOf = (at: string): string => {
  const date = new Date(at)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
