/** What a command line knows of words that it does not take. */
export interface Guidance {
  /** Commands under another name, where it can mean nothing else: `{ "task claim": "task checkout" }`. */
  readonly synonyms?: Readonly<Record<string, string>>
  /** Commands to try, for a word or a flag with more than one meaning: `{ "done": ["genie task complete TASK"] }`. */
  readonly guesses?: Readonly<Record<string, ReadonlyArray<string>>>
  /** Commands that are never suggested for a slip of the finger, because they end or take away something. */
  readonly unsuggested?: ReadonlyArray<string>
}
