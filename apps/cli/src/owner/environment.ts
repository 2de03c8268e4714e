/** What the environment says about opening a store, besides where it is. */
export const environment = (): { readonly allowNetwork: boolean; readonly auditKey?: string } => {
  const { GENIE_ALLOW_NETWORK, GENIE_AUDIT_KEY } = process.env
  return {
    allowNetwork: GENIE_ALLOW_NETWORK === "1",
    ...(GENIE_AUDIT_KEY && { auditKey: GENIE_AUDIT_KEY })
  }
}
