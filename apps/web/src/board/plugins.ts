import { Accessibility, AutoScroller, Cursor, Feedback, PreventSelection } from "@dnd-kit/dom"
import { announcements } from "./announcements.ts"

/** What happens beside a drag: it is announced, the board scrolls along, and the card in the hand is our own. */
export const plugins = [
  Accessibility.configure({
    announcements,
    screenReaderInstructions: {
      draggable: "Enter opens it. Space picks it up, to move it to another column. M lists the columns."
    },
    debounce: 100
  }),
  AutoScroller,
  Cursor,
  Feedback.configure({ dropAnimation: null }),
  PreventSelection
]
