import { Button, Textarea } from "@mantine/core"
import { useState } from "react"
import classes from "./Editing.module.css"
import { useDraft } from "./useDraft.ts"

interface EditingProps {
  readonly label: string
  readonly value: string
  readonly placeholder?: string | undefined
  readonly className?: string | undefined
  readonly isRequired?: boolean
  /** Where what is typed is kept until it is saved. */
  readonly draft: string
  /** Rejects when it was refused: what was typed stays. */
  readonly onSave: (value: string) => Promise<unknown>
  readonly onClose: () => void
}

/** Text while it is changed. Escape leaves it, and keeps what was typed; Cancel throws it away. */
export const Editing = ({ className, draft: place, isRequired = false, label, ...rest }: EditingProps) => {
  const { onClose, onSave, placeholder, value } = rest
  const [draft, setDraft] = useDraft(place, value)
  const [isSaving, setSaving] = useState(false)
  const isSavable = !isSaving && !(isRequired && draft.trim() === "")

  const cancel = () => {
    setDraft(value)
    onClose()
  }
  const save = async () => {
    if (draft === value) return cancel()
    setSaving(true)
    await onSave(draft).then(cancel, () => undefined)
    setSaving(false)
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
        classNames={className === undefined ? {} : { input: className }}
        data-autofocus
        autoFocus
        // Escape is for the field: the panel around it listens first.
        data-mantine-stop-propagation
        disabled={isSaving}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && isSavable) void save()
          if (event.key !== "Escape") return
          event.stopPropagation()
          event.nativeEvent.stopImmediatePropagation()
          onClose()
        }}
      />
      <div className={classes.buttons}>
        <Button size="compact-sm" loading={isSaving} disabled={!isSavable} onClick={save}>
          Save
        </Button>
        <Button size="compact-sm" variant="subtle" color="gray" onClick={cancel}>
          Cancel
        </Button>
      </div>
    </div>
  )
}
