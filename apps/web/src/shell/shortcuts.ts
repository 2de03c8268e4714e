/** Every key that does something, in the words of the page that lists them. */
export const shortcuts: ReadonlyArray<{
  readonly title: string
  readonly keys: ReadonlyArray<readonly [keys: string, does: string]>
}> = [
  {
    title: "Anywhere",
    keys: [
      ["/", "Search, or go somewhere"],
      ["c", "Create a task"],
      ["g b", "Go to the board"],
      ["g t", "Go to the list of tasks"],
      ["g r", "Go to runs"],
      ["g s", "Go to schedules"],
      ["?", "Show these shortcuts"],
      ["Esc", "Close what is open"]
    ]
  },
  {
    title: "On a board or a list",
    keys: [
      ["j k", "Next, previous (or ↓ ↑)"],
      ["h l", "Column to the left, to the right (or ← →)"],
      ["f", "Filter"],
      ["Enter", "Open"],
      ["m", "Move the task to…"],
      ["Space", "Pick the card up: ← → choose a column, Space puts it down"]
    ]
  }
]
