/** Reads on without a pause. */
export const readAtOnce = <A>(reading: Generator<void, A>): A => {
  let step = reading.next()
  while (!step.done) step = reading.next()
  return step.value
}
