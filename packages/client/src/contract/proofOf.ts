/**
 * What a listener on loopback answers to `GET /proof?nonce=…`: that it has the token, without saying it. The port is in
 * it, so that a stranger on another port gains nothing by passing the question on.
 */
export const proofOf = (token: string, port: number, nonce: string): string => {
  // Loaded when it is needed: cryptography costs a command line milliseconds.
  const { createHmac } = process.getBuiltinModule("node:crypto")
  return createHmac("sha256", token).update(`genie-proof:${port}:${nonce}`).digest("hex")
}

/** A question: 32 random bytes in hexadecimal. */
export const noncePattern = /^[0-9a-f]{64}$/
