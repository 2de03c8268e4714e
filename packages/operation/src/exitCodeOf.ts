import { isRefusal } from "./Refusal.ts"

/**
 * The exit code of a command that ended with this error, read off its HTTP status:
 * 1 refused, 2 usage, 3 conflict or lost lease, 4 not found, 5 unavailable.
 */
export const exitCodeOf = (error: unknown): 1 | 2 | 3 | 4 | 5 => {
  if (!isRefusal(error)) return 1
  switch (error.status) {
    case 400:
    case 422:
      return 2
    case 409:
    case 412:
      return 3
    case 404:
    case 410:
      return 4
    case 501:
    case 502:
    case 503:
    case 504:
      return 5
    default:
      return 1
  }
}
