import { PlusIcon } from "lucide-react"
import { useRef, useState } from "react"
import sign from "../look/Sign.module.css"
import { InlineField } from "./InlineField.tsx"

interface AdderProps {
  readonly label: string
  readonly placeholder: string
  readonly maxLength?: number
  /** Rejects when it was refused: what was typed stays. */
  readonly onAdd: (value: string) => Promise<unknown>
}

/** A plus that becomes a field, for as many as somebody has to add. */
export const Adder = ({ label, onAdd, ...field }: AdderProps) => {
  const [isOpen, setOpen] = useState(false)
  const plus = useRef<HTMLButtonElement>(null)
  const close = () => {
    setOpen(false)
    requestAnimationFrame(() => plus.current?.focus())
  }
  return isOpen ? (
    <InlineField label={label} onSave={onAdd} onClose={close} {...field} />
  ) : (
    <button
      ref={plus}
      type="button"
      className={sign.plus}
      aria-label={label}
      title={label}
      onClick={() => setOpen(true)}
    >
      <PlusIcon size={13} aria-hidden="true" />
    </button>
  )
}
