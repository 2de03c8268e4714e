// Promises and HTTP check an input where it arrives. The runner checks every other one, so each is checked once.

const checked = new WeakSet<object>()

/** Marks an input that a schema of its contract has read. */
export const markChecked = <Input extends object>(input: Input): Input => {
  checked.add(input)
  return input
}

/** Whether the schema of its contract has read this input. */
export const isChecked = (input: object): boolean => checked.has(input)
