import { queryOptions } from "@tanstack/react-query"
import { type Genie, genie } from "./genie.ts"
import { sessionKey } from "./sessionKey.ts"

/** Who is signed in. Asked once; the code of a link in the address, if there is one, is used up first. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => {
    const code = takeCode()
    if (code === null) return genie.session.show()
    try {
      const { key, ...signedIn } = await genie.session.signIn({ code })
      sessionKey.set(key)
      return signedIn
    } catch (refusal) {
      // An old link in a browser that is signed in is no reason to send anybody away.
      return await genie.session.show().catch(() => {
        throw refusal
      })
    }
  },
  retry: false,
  staleTime: Number.POSITIVE_INFINITY
})

/** Who is at the page. */
export type Me = Awaited<ReturnType<Genie["session"]["show"]>>

/** Ends the session, here and on the server. */
export const signOut = async (): Promise<void> => {
  await genie.session.signOut()
  sessionKey.forget()
}

const codeInAddress = (): string | null => new URLSearchParams(location.hash.slice(1)).get("code")

/** Whether the address is a link of `genie open`. */
export const hasCode = (): boolean => codeInAddress() !== null

/** The code of `genie open`, taken out of the address before anybody can look over a shoulder or bookmark it. */
const takeCode = (): string | null => {
  const code = codeInAddress()
  if (code !== null) history.replaceState(history.state, "", location.pathname + location.search)
  return code
}
