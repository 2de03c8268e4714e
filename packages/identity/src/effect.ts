export { KNOWN_FOR_MS, KnownActors } from "./service/KnownActors.ts"
export { layerAdmission } from "./service/layerAdmission.ts"
