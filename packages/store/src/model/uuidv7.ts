import { uuidV7Unsafe } from "effect/crypto/SecureRandom"

/** A new id: UUIDv7, sorting after every one this process made before. */
export const uuidv7 = (): string => uuidV7Unsafe()
