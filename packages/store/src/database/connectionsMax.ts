/** How many connections to PostgreSQL there are when nothing is said. More only wait for each other inside the server. */
export const CONNECTIONS_MAX = 8

/** How many an address may ask for: a server with more has a pooler in front of it. */
export const CONNECTIONS_LIMIT = 1_000
