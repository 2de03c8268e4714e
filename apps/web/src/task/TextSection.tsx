import { PencilIcon } from "lucide-react"
import { useRef, useState } from "react"
import { Section } from "../look/Section.tsx"
import sign from "../look/Sign.module.css"
import { Markdown } from "../markdown/Markdown.tsx"
import { Editing } from "./Editing.tsx"
import classes from "./TextSection.module.css"

interface TextSectionProps {
  readonly title: string
  readonly label: string
  readonly value: string
  readonly placeholder: string
  /** Where what is typed is kept until it is saved. */
  readonly draft: string
  /** Rejects when it was refused: what was typed stays. */
  readonly onSave: (value: string) => Promise<unknown>
}

/** A longer text of a task: read as Markdown, changed as text. */
export const TextSection = ({ draft, label, onSave, placeholder, title, value }: TextSectionProps) => {
  const [isEditing, setEditing] = useState(false)
  const change = useRef<HTMLButtonElement>(null)
  const close = () => {
    setEditing(false)
    requestAnimationFrame(() => change.current?.focus())
  }
  return (
    <Section
      title={title}
      actions={
        !isEditing &&
        value !== "" && (
          <button
            ref={change}
            type="button"
            className={sign.act}
            aria-label={`Change ${label.toLowerCase()}`}
            title="Change"
            onClick={() => setEditing(true)}
          >
            <PencilIcon size={13} aria-hidden="true" />
          </button>
        )
      }
    >
      {isEditing ? (
        <Editing label={label} value={value} placeholder={placeholder} draft={draft} onSave={onSave} onClose={close} />
      ) : value === "" ? (
        <button ref={change} type="button" className={classes.empty} onClick={() => setEditing(true)}>
          {placeholder}
        </button>
      ) : (
        <Markdown>{value}</Markdown>
      )}
    </Section>
  )
}
