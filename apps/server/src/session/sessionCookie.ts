import * as Cookies from "effect/http/Cookies"
import type * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import type { Listener } from "../http/Listener.ts"

/** Two of us on one machine share the cookies of 127.0.0.1, where a page may be, too: each has a name of its own. */
const nameAt = (listener: Listener): string =>
  listener.kind === "tcp" ? `genie-session-${listener.port}` : "genie-session"

/** The cookie a browser sent. */
export const sessionCookie = (request: HttpServerRequest.HttpServerRequest, listener: Listener): string | undefined =>
  request.cookies[nameAt(listener)]

/**
 * Gives the browser its half of the session. Until when it holds is decided here, not there: the browser forgets it when it is
 * closed. It is not `Secure`, because loopback has no TLS.
 */
export const setSessionCookie = (
  response: HttpServerResponse.HttpServerResponse,
  listener: Listener,
  cookie: string
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.updateCookies(response, Cookies.setUnsafe(nameAt(listener), cookie, attributes))

/** Takes it back. */
export const expireSessionCookie = (
  response: HttpServerResponse.HttpServerResponse,
  listener: Listener
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.updateCookies(response, Cookies.setUnsafe(nameAt(listener), "", { ...attributes, maxAge: 0 }))

const attributes = { httpOnly: true, sameSite: "strict", path: "/" } as const
