import { Button, Modal, Textarea } from "@mantine/core"
import { useState } from "react"
import classes from "./Ask.module.css"

interface AskProps {
  readonly title: string
  readonly label: string
  readonly button: string
  readonly onClose: () => void
  /** Rejects when it was refused: what was typed stays. */
  readonly onSay: (sentence: string) => Promise<unknown>
}

/** A question that is answered with a sentence. */
export const Ask = ({ button, label, onClose, onSay, title }: AskProps) => {
  const [sentence, setSentence] = useState("")
  const [isSaying, setSaying] = useState(false)
  const say = async () => {
    setSaying(true)
    await onSay(sentence).then(onClose, () => setSaying(false))
  }
  return (
    <Modal opened onClose={onClose} title={title} centered size={440} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault()
          void say()
        }}
      >
        <Textarea
          label={label}
          data-autofocus
          autosize
          minRows={2}
          maxLength={1_000}
          value={sentence}
          onChange={(event) => setSentence(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={isSaying} disabled={sentence.trim() === ""}>
          {button}
        </Button>
      </form>
    </Modal>
  )
}
