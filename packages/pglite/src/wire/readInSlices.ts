/** Reads for some milliseconds at a time, and gives others a turn in between. */
export const readInSlices = async <A>(reading: Generator<void, A>): Promise<A> => {
  for (;;) {
    const until = performance.now() + SLICE_MS
    do {
      const step = reading.next()
      if (step.done) return step.value
    } while (performance.now() < until)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const SLICE_MS = 2
