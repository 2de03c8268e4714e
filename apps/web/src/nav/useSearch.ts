import { useSearch as useRawSearch } from "wouter/use-browser-location"

/** The query of the address as it is there. The router's own hook decodes it once, and a value with a percent sign twice. */
export const useSearch = (): string => useRawSearch().replace(/^\?/, "")
