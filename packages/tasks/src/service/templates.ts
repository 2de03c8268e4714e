import { BoardTemplate, type TemplateColumn } from "@genie/store/model"

const done: TemplateColumn = { name: "done", category: "done", color: "green" }
const cancelled: TemplateColumn = { name: "cancelled", category: "cancelled", color: "gray" }

/**
 * The seven stages of software, from an idea to what is shipped.
 *
 * What fails in `qa` goes back to `build`, and so does what a person rejects in `review` or will not `ship`. A failed
 * `build` stays where it is: there is nowhere to go back to, and somebody should look at it.
 */
const software = new BoardTemplate({
  name: "software",
  description: "From an idea through an agent's work, review and tests to what is shipped.",
  isBuiltin: true,
  columns: [
    { name: "draft", category: "backlog", gate: "human", color: "gray" },
    { name: "brainstorm", category: "backlog", gate: "human+agent", action: "brainstorm", color: "violet" },
    { name: "wish", category: "ready", gate: "human", action: "wish", color: "blue" },
    { name: "build", category: "active", gate: "agent", autoAdvance: true, action: "work", color: "orange" },
    { name: "review", category: "review", gate: "human", action: "review", onFail: "build", color: "yellow" },
    {
      name: "qa",
      category: "review",
      gate: "agent",
      autoAdvance: true,
      action: "qa",
      onFail: "build",
      color: "cyan"
    },
    { name: "ship", category: "review", gate: "human", onFail: "build", color: "pink" },
    done,
    cancelled
  ]
})

/** What happens to systems: somebody triages, somebody does it, somebody checks that it holds. */
const ops = new BoardTemplate({
  name: "ops",
  description: "Requests and changes of running systems: triaged, planned, done, verified.",
  isBuiltin: true,
  columns: [
    { name: "inbox", category: "backlog", gate: "human|agent", action: "triage", color: "gray" },
    { name: "planned", category: "ready", gate: "human", color: "blue" },
    { name: "doing", category: "active", gate: "human|agent", action: "operate", color: "orange" },
    { name: "verify", category: "review", gate: "human", onFail: "doing", color: "cyan" },
    done,
    cancelled
  ]
})

/** A defect: reproduced before it is fixed, and verified by a person. */
const bug = new BoardTemplate({
  name: "bug",
  description: "Defects: reproduced before they are fixed, reviewed and verified after.",
  isBuiltin: true,
  columns: [
    { name: "reported", category: "backlog", gate: "human", color: "gray" },
    {
      name: "reproduce",
      category: "ready",
      gate: "human|agent",
      action: "reproduce",
      color: "red"
    },
    { name: "fix", category: "active", gate: "agent", autoAdvance: true, action: "fix", color: "orange" },
    { name: "review", category: "review", gate: "human", onFail: "fix", color: "yellow" },
    {
      name: "verify",
      category: "review",
      gate: "human|agent",
      action: "qa",
      onFail: "fix",
      color: "cyan"
    },
    done,
    cancelled
  ]
})

/** Somebody may buy: agents find out and write, people decide. What is done is won, what is cancelled lost. */
const sales = new BoardTemplate({
  name: "sales",
  description: "Leads on their way to a contract: qualified, offered, negotiated.",
  isBuiltin: true,
  columns: [
    { name: "lead", category: "backlog", gate: "human|agent", action: "qualify", color: "gray" },
    { name: "qualified", category: "ready", gate: "human", color: "blue" },
    { name: "proposal", category: "active", gate: "human", action: "propose", color: "violet" },
    { name: "negotiation", category: "review", gate: "human", onFail: "proposal", color: "yellow" },
    done,
    cancelled
  ]
})

/** Somebody may join: nobody is passed on, or turned down, by an agent alone. */
const hiring = new BoardTemplate({
  name: "hiring",
  description: "Candidates: screened, interviewed, decided by two pairs of eyes.",
  isBuiltin: true,
  columns: [
    { name: "applied", category: "backlog", gate: "human", action: "screen", color: "gray" },
    { name: "screening", category: "ready", gate: "human", color: "blue" },
    { name: "interview", category: "active", gate: "human", color: "orange" },
    { name: "decision", category: "review", gate: "human", isFourEyes: true, onFail: "interview", color: "yellow" },
    { name: "offer", category: "review", gate: "human", color: "pink" },
    done,
    cancelled
  ]
})

/** The boards that come with Genie. The first is what a project gets when nobody says. */
export const builtinTemplates: ReadonlyArray<BoardTemplate> = [software, ops, bug, sales, hiring]

/** What a project's board is copied from when nobody says. */
export const DEFAULT_TEMPLATE = "software"

/** The columns every board ends with. */
export const closingColumns: ReadonlyArray<TemplateColumn> = [done, cancelled]
