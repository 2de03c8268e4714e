import { useState } from "react"
import classes from "./Editable.module.css"
import { Editing } from "./Editing.tsx"

interface EditableProps {
  readonly label: string
  readonly value: string
  readonly className?: string | undefined
  /** Where what is typed is kept until it is saved. */
  readonly draft: string
  /** Rejects when it was refused: what was typed stays. */
  readonly onSave: (value: string) => Promise<unknown>
}

/** A line that becomes a field when somebody wants to change it. */
export const Editable = ({ className = "", value, ...field }: EditableProps) => {
  const [isEditing, setEditing] = useState(false)
  return isEditing ? (
    <Editing value={value} className={className} isRequired onClose={() => setEditing(false)} {...field} />
  ) : (
    <button type="button" className={`${classes.text} ${className}`} title="Change" onClick={() => setEditing(true)}>
      {value}
    </button>
  )
}
