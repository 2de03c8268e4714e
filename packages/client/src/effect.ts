export { attach, type Services } from "./attach.ts"
export { httpClientTo, originOf, type Target } from "./httpClientTo.ts"
