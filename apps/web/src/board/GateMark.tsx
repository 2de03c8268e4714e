import { Tooltip } from "@mantine/core"
import { BotIcon, type LucideIcon, UserRoundCheckIcon, UsersRoundIcon } from "lucide-react"
import type { Column, Gate } from "../api/model.ts"
import sign from "../look/Sign.module.css"
import { gateWords } from "./gateWords.ts"

/** What a column asks for, as a sign; in words to whoever points at it, or reaches it by keyboard. */
export const GateMark = ({ column }: { column: Column }) => {
  const words = gateWords(column)
  if (words.length === 0) return null
  const Icon = column.gate === null ? BotIcon : icons[column.gate]
  return (
    <Tooltip
      label={words.join(" ")}
      multiline
      w={250}
      position="bottom"
      events={{ hover: true, focus: true, touch: true }}
    >
      <button type="button" className={sign.hint} aria-label={`Gate of ${column.name}: ${words.join(" ")}`}>
        <Icon size={13} aria-hidden="true" />
      </button>
    </Tooltip>
  )
}

const icons: Readonly<Record<Gate, LucideIcon>> = {
  human: UserRoundCheckIcon,
  agent: BotIcon,
  "human+agent": UsersRoundIcon,
  "human|agent": UsersRoundIcon
}
