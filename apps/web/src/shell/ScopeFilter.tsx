import { Filter } from "../look/Filter.tsx"

interface ScopeFilterProps {
  readonly label: string
  /** The project that was looked at last. Without one there is nothing to choose from. */
  readonly project: string | undefined
  /** The project whose things are shown; undefined for those of every project and of none. */
  readonly scope: string | undefined
  readonly onChange: (scope: string | undefined) => void
}

/** Whether a list is about one project or about everything. */
export const ScopeFilter = ({ label, onChange, project, scope }: ScopeFilterProps) =>
  project === undefined ? null : (
    <Filter
      label={label}
      value={scope ?? EVERYTHING}
      options={[
        [project, project],
        [EVERYTHING, "Everything"]
      ]}
      onChange={(value) => onChange(value === EVERYTHING ? undefined : value)}
    />
  )

/** No key of a project. */
const EVERYTHING = ""
