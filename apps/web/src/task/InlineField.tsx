import { TextInput } from "@mantine/core"
import { useState } from "react"
import classes from "./InlineField.module.css"

interface InlineFieldProps {
  readonly label: string
  readonly type?: "text" | "datetime-local"
  readonly value?: string
  readonly placeholder?: string
  readonly maxLength?: number
  /** Rejects when it was refused: what was typed stays. */
  readonly onSave: (value: string) => Promise<unknown>
  readonly onClose: () => void
}

/** A field in a line of facts: Enter saves, Escape leaves it as it was. */
export const InlineField = ({
  label,
  maxLength,
  onClose,
  onSave,
  placeholder,
  type = "text",
  value = ""
}: InlineFieldProps) => {
  const [draft, setDraft] = useState(value)
  const [isSaving, setSaving] = useState(false)
  const save = async () => {
    const said = draft.trim()
    if (said === "" || said === value) return onClose()
    setSaving(true)
    await onSave(said).then(
      () => setDraft(""),
      () => undefined
    )
    setSaving(false)
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSaving) void save()
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return
        event.stopPropagation()
        event.nativeEvent.stopImmediatePropagation()
        onClose()
      }}
    >
      <TextInput
        autoFocus
        data-autofocus
        // Escape is for the field: the panel around it listens first.
        data-mantine-stop-propagation
        size="xs"
        type={type}
        aria-label={label}
        placeholder={placeholder ?? ""}
        maxLength={maxLength ?? 200}
        value={draft}
        onChange={(event) => setDraft(event.currentTarget.value)}
      />
      <button type="submit" className={classes.save} disabled={isSaving}>
        Save
      </button>
    </form>
  )
}
