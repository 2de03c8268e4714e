import classes from "./Filter.module.css"

interface FilterProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: ReadonlyArray<readonly [value: Value, name: string]>
  readonly onChange: (value: Value) => void
}

/** One of a few, side by side. */
export const Filter = <Value extends string>({ label, onChange, options, value }: FilterProps<Value>) => (
  <fieldset className={classes.filter} aria-label={label}>
    {options.map(([option, name]) => (
      <button
        key={option}
        type="button"
        className={classes.option}
        aria-pressed={option === value}
        onClick={() => onChange(option)}
      >
        {name}
      </button>
    ))}
  </fieldset>
)
