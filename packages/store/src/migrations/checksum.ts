import { createHash } from "node:crypto"
import type { Migration } from "./Migration.ts"

/** The SHA-256 of a migration's SQL text: of what is run, not of how it is written down. */
export const checksum = ({ sql }: Migration): string => createHash("sha256").update(sql.join(";\n")).digest("hex")
