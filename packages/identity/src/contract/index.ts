export { readActor } from "./readActor.ts"
