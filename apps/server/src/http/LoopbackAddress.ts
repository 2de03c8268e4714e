/** Where a listener on loopback is found. */
export interface LoopbackAddress {
  /** For programs: `http://127.0.0.1:4400`. */
  readonly url: string
  /** For browsers: the same port under the name of this installation. */
  readonly page: string
  /** The port that the page had until now. Absent unless somebody else has it. */
  readonly portBefore?: number
}
