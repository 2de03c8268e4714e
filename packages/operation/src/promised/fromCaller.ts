// The stack of an error that a promise rejects with: it begins where the caller stands. Where a refusal was made, inside
// of fibers, is of no use to anybody who called.
import { isRefusal } from "../Refusal.ts"

/** Where a call was made. Taken before the work begins, because afterwards nobody stands there any more. */
export interface CallSite {
  readonly stack?: string
}

/** The place that called this function: it and everything it called are left out. */
export const callSite = (called: Function): CallSite => {
  const site: CallSite = {}
  Error.captureStackTrace?.(site, outermost ?? called)
  return site
}

/**
 * A function of promises whose errors have a stack that begins at its caller, whatever it calls. Operations that it calls
 * before it first waits take its caller for theirs.
 */
export const fromCaller = <A extends ReadonlyArray<unknown>, R>(
  work: (...args: A) => Promise<R>
): ((...args: A) => Promise<R>) => {
  const called = (...args: A): Promise<R> => {
    const site = callSite(called)
    const before = outermost
    outermost ??= called
    try {
      return work(...args).catch((error) => Promise.reject(asSeenFrom(site, error)))
    } finally {
      outermost = before
    }
  }
  return called
}

/** The function of ours that a caller called, while it and what it calls have not waited yet. */
let outermost: Function | undefined

/**
 * The error with the stack of a caller. A refusal is known by its sentence, so nothing else is in it. Any other error is a
 * bug, and keeps the place where it happened below.
 */
export const asSeenFrom = (site: CallSite, error: unknown): unknown => {
  const frames = framesOf(site.stack)
  if (!(error instanceof Error) || frames === undefined || !Object.isExtensible(error)) return error
  const stack = `${headOf(error)}\n${frames}`
  if (isRefusal(error)) {
    // Several callers can be refused by one: each has a stack of their own.
    const own = insides.has(error) ? copyOf(error) : error
    insides.set(own, "")
    return withStack(own, stack)
  }
  const inside = insides.get(error) ?? framesOf(error.stack)
  insides.set(error, inside ?? "")
  return withStack(error, inside ? `${stack}\n    --- inside Genie ---\n${inside}` : stack)
}

/** The frames that errors had before they were given the stack of a caller. */
const insides = new WeakMap<Error, string>()

const withStack = (error: Error, stack: string): Error =>
  Object.defineProperty(error, "stack", { value: stack, writable: true, configurable: true, enumerable: false })

const copyOf = <E extends Error>(error: E): E => {
  const { stack: _, ...own } = Object.getOwnPropertyDescriptors(error)
  return Object.create(Object.getPrototypeOf(error), own)
}

const headOf = (error: Error): string => (error.message === "" ? error.name : `${error.name}: ${error.message}`)

/** The lines of a stack below its sentence. */
const framesOf = (stack: string | undefined): string | undefined => {
  const start = stack?.search(/^ {4}at /m) ?? -1
  return start < 0 ? undefined : stack!.slice(start)
}
