import { configure } from "@dnd-kit/abstract"
import { PointerActivationConstraints, PointerSensor } from "@dnd-kit/dom"
import { ColumnKeyboardSensor } from "./ColumnKeyboardSensor.ts"

/** How a card is picked up: by a mouse once it moves, by a finger once it rests (so that a board can be scrolled), by Space. */
export const sensors = [
  PointerSensor.configure({
    activationConstraints: ({ pointerType }) =>
      pointerType === "mouse"
        ? [new PointerActivationConstraints.Distance({ value: 5 })]
        : [new PointerActivationConstraints.Delay({ value: 220, tolerance: 8 })]
  }),
  configure(ColumnKeyboardSensor, {
    keyboardCodes: {
      // Enter opens a card.
      start: ["Space"],
      cancel: ["Escape"],
      end: ["Space", "Enter"],
      up: ["ArrowUp"],
      down: ["ArrowDown"],
      left: ["ArrowLeft"],
      right: ["ArrowRight"]
    }
  })
]
