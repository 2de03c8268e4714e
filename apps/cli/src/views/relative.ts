import { relativeTime, type Screen } from "@genie/operation/commands"

/** An instant as a person would say it, or a dash where there is none. */
export const relative = (at: Date | null, screen: Screen): string => (at === null ? "-" : relativeTime(at, screen.now))
