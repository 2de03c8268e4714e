import { Button, Textarea } from "@mantine/core"
import { useState } from "react"
import classes from "./Editable.module.css"

interface EditableProps {
  readonly label: string
  readonly value: string
  readonly placeholder?: string
  readonly className?: string | undefined
  readonly isRequired?: boolean
  /** Rejects when it was refused: what was typed stays. */
  readonly onSave: (value: string) => Promise<unknown>
}

/** Text that becomes a field when somebody wants to change it. */
export const Editable = ({ className = "", isRequired = false, label, onSave, placeholder, value }: EditableProps) => {
  const [draft, setDraft] = useState<string>()
  const [isSaving, setSaving] = useState(false)

  const save = async () => {
    if (draft === undefined || draft === value) return setDraft(undefined)
    setSaving(true)
    await onSave(draft).then(
      () => setDraft(undefined),
      () => undefined
    )
    setSaving(false)
  }

  if (draft === undefined) {
    return (
      <button
        type="button"
        className={`${classes.text} ${className}`}
        data-empty={value === "" || undefined}
        title="Change"
        onClick={() => setDraft(value)}
      >
        {value === "" ? placeholder : value}
      </button>
    )
  }
  return (
    <div className={classes.editing}>
      <Textarea
        autosize
        minRows={1}
        maxRows={24}
        aria-label={label}
        value={draft}
        placeholder={placeholder ?? ""}
        classNames={{ input: className }}
        data-autofocus
        autoFocus
        // Escape is for the field: the panel around it listens first.
        data-mantine-stop-propagation
        disabled={isSaving}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void save()
          if (event.key !== "Escape") return
          event.stopPropagation()
          event.nativeEvent.stopImmediatePropagation()
          setDraft(undefined)
        }}
      />
      <div className={classes.buttons}>
        <Button size="compact-sm" loading={isSaving} disabled={isRequired && draft.trim() === ""} onClick={save}>
          Save
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => setDraft(undefined)}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
