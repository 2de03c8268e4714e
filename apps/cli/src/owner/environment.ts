import { secretFrom } from "@genie/store/owner"

/** What the environment says about opening a store, besides where it is. Throws the refusal of a secret that cannot be read. */
export const environment = (): { readonly allowNetwork: boolean; readonly auditKey?: string } => {
  const auditKey = secretFrom(process.env, "GENIE_AUDIT_KEY")
  return {
    allowNetwork: process.env.GENIE_ALLOW_NETWORK === "1",
    ...(auditKey !== undefined && { auditKey })
  }
}
