/** A queue, as the benchmark drives it: each by its own public API, with the settings its own benchmark uses. */
export interface Peer {
  readonly name: string
  /** Prepares its tables in this database. */
  open(databaseUrl: string): Promise<void>
  /** One job, by its ordinary call. */
  enqueue(payload: Payload): Promise<void>
  /** Many jobs, by its bulk call. */
  enqueueMany(payloads: ReadonlyArray<Payload>): Promise<void>
  /** A worker in this process that calls `onJob` for every job. Answers how to stop it. */
  work(onJob: (payload: Payload) => void): Promise<() => Promise<void>>
  /** How many jobs are recorded as finished, or gone because they are. */
  unfinished(): Promise<number>
  close(): Promise<void>
}

export interface Payload {
  readonly n: number
}
