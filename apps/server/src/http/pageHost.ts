import { createHmac } from "node:crypto"
import { Redacted } from "effect"

/**
 * The name under which a browser knows the page of one data directory. It follows from the token, so it stays with the
 * directory, and it says nothing about the token. Another server that had the same port left its storage and its service
 * workers with another name: none of them is met here. Chromium and Firefox take every name under `localhost` for this
 * machine, and ask nobody.
 */
export const pageHost = (token: Redacted.Redacted): string =>
  `genie-${createHmac("sha256", Redacted.value(token)).update("genie-page-host").digest("hex").slice(0, 16)}.localhost`
