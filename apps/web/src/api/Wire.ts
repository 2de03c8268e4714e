import type { Brand } from "effect"

/** A value as JSON brings it: dates are ISO strings, ids are plain strings. */
export type Wire<T> =
  T extends Brand.Brand<infer _Keys>
    ? Brand.Brand.Unbranded<T>
    : T extends Date
      ? string
      : T extends ReadonlyArray<infer Item>
        ? ReadonlyArray<Wire<Item>>
        : T extends object
          ? { readonly [K in keyof T]: Wire<T[K]> }
          : T
