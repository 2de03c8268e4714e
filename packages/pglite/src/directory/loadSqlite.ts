/**
 * `node:sqlite`, without the warning that earlier releases of Node 24 print when it is loaded: nobody who runs a program can do
 * anything about it. Taken from the process, because bundlers know the module only without its prefix and it has no such name.
 */
export function loadSqlite(): typeof import("node:sqlite") {
  const warn = process.emitWarning
  process.emitWarning = ((warning: string | Error, ...rest: ReadonlyArray<never>) => {
    if (!String(warning).includes("SQLite is an experimental feature")) warn.call(process, warning, ...rest)
  }) as typeof process.emitWarning
  try {
    return process.getBuiltinModule("node:sqlite")
  } finally {
    process.emitWarning = warn
  }
}
