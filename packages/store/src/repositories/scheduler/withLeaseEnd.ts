/** The same row, with the end of its lease as a date. Null: it has no end. */
export const withLeaseEnd = <Row extends { readonly leaseExpiresAt: string | null }>(
  row: Row
): Omit<Row, "leaseExpiresAt"> & { readonly leaseExpiresAt: Date | null } => ({
  ...row,
  leaseExpiresAt: row.leaseExpiresAt === null ? null : new Date(row.leaseExpiresAt)
})
