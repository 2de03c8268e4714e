// What is wrong with a data directory. Behind a door of its own: a bundle of a command line loads what is behind one door
// together, and only one command asks for this.

export { checkServer } from "./database/doctor/checkServer.ts"
export { type Advice, type Checkup, examine, type Finding, type Verdict } from "./database/doctor/examine.ts"
