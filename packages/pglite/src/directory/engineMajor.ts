/** The major version of PostgreSQL inside our PGlite: a directory made by another one is refused before it is touched. */
export const engineMajor = "18"
