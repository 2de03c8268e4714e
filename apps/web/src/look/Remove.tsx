import { XIcon } from "lucide-react"
import sign from "./Sign.module.css"

/** Takes one of several away. */
export const Remove = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <button type="button" className={sign.act} aria-label={label} title={label} onClick={onClick}>
    <XIcon size={12} aria-hidden="true" />
  </button>
)
