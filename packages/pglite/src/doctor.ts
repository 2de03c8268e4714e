// The doctor of a directory: what is wrong with it, and what to do. The engine is loaded for the deep look only.
export { type Checkup, type ExamineOptions, examine } from "./doctor/examine.ts"
export {
  type Advice,
  broken,
  type Finding,
  ok,
  problem,
  reasonOf,
  run,
  unknown,
  type Verdict,
  warning
} from "./doctor/Finding.ts"
