import { createHash, randomBytes } from "node:crypto"

/** What a client sends: it names whose it is and which one, and says what must be in it. */
export interface Letter {
  readonly client: number
  readonly number: number
  /** SHA-256 of the text. */
  readonly digest: string
  readonly text: string
}

/** A letter of about so many bytes that nobody else can have written, and that does not get shorter by compression. */
export const letter = (client: number, number: number, bytes: number): Letter => {
  const text = randomBytes(Math.ceil((bytes * 3) / 4)).toString("base64")
  return { client, number, digest: digestOf(text), text }
}

/** Why what came back is not the letter that was sent; undefined when it is. */
export const wrongIn = (sent: Letter, came: Partial<Letter>): string | undefined => {
  const { client, digest, number, text } = came
  const name = `Letter ${sent.number} of client ${sent.client}`
  if (client !== sent.client || number !== sent.number) return `${name} came back as letter ${number} of ${client}.`
  if (digest !== sent.digest) return `${name} came back with another digest.`
  return text !== undefined && digestOf(text) === digest ? undefined : `${name} came back with another text.`
}

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex")
