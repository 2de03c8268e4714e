// Every way a command can print or end with what cannot be stored.
import type { Poison } from "./Poison.ts"

const prints = (name: string, handed: string): Poison<string> => ({ name, handed, ends: "succeeded" })
const fails = (name: string, handed: string): Poison<string> => ({ name, handed, ends: "failed" })

export const poisonedCommands: ReadonlyArray<Poison<string>> = [
  prints("prints NUL", "printf 'a\\0b'"),
  prints("prints no UTF-8", "printf '\\377\\376\\300'"),
  prints("prints half a character", "printf '\\355\\240\\275'"),
  prints("ends inside a character", "printf '\\360\\237\\230'"),
  prints("prints a hundred kilobytes of NUL", "head -c 100000 /dev/zero"),
  prints("prints a line of control characters", "head -c 200000 /dev/zero | tr '\\0' '\\001'"),
  prints("prints two megabytes", "head -c 2000000 /dev/zero | tr '\\0' 'x'"),
  fails("prints NUL and fails", "printf '\\0' >&2; exit 3"),
  fails("kills itself", "kill -9 $$"),
  fails("is a program that is not there", "/no/such/pro\ngram")
]
