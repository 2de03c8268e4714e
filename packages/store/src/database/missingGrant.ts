// PostgreSQL says what is denied, and not what would allow it.

/** The statement that gives a role what it lacks, for whoever may run it. */
export const missingGrant = (denied: string, role = "…", database = "…"): string => {
  const to = `to ${quoted(role)}`
  const [, kind = "", name = ""] = /permission denied for (\w+(?: \w+)?) "?([^"\s]+)"?/.exec(denied) ?? []
  switch (kind) {
    case "schema":
      return [
        `grant usage on schema ${quoted(name)} ${to}`,
        `grant select, insert, update, delete on all tables in schema ${quoted(name)} ${to}`,
        `grant usage, select, update on all sequences in schema ${quoted(name)} ${to}`
      ].join("; ")
    case "table":
    case "view":
    case "materialized view":
      return `grant select, insert, update, delete on all tables in schema genie ${to}`
    case "sequence":
      return `grant usage, select, update on all sequences in schema genie ${to}`
    case "function":
      return `grant execute on all functions in schema genie ${to}`
    case "type":
      return `grant usage on type genie.${quoted(name)} ${to}`
    case "database":
      return `grant create on database ${quoted(database)} ${to}`
    default:
      return /must be owner of/.test(denied)
        ? `grant … ${to}, where … is the role that owns schema genie`
        : `grant select, insert, update, delete on all tables in schema genie ${to}`
  }
}

const quoted = (name: string): string => (/^[a-z_…][a-z0-9_…]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`)
