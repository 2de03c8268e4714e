/**
 * What Kysely knows about every table, in the types our parsers give.
 * Generated from the migrations by `pnpm generate`: never edited by hand.
 */
import type { ColumnType } from "kysely";

export type Generated<T> = T extends ColumnType<infer S, infer I, infer U>
  ? ColumnType<S, I | undefined, U>
  : ColumnType<T, T | undefined, T>;

export type JsonValue = null | boolean | number | string | ReadonlyArray<JsonValue> | { readonly [key: string]: JsonValue };

export type Priority = "high" | "low" | "normal" | "urgent";

export type Timestamp = ColumnType<string, Date | string, Date | string>;

/** Anybody who can act. Disabled, never deleted: the history names them. */
export interface Actors {
  /** When it was first seen. */
  createdAt: Generated<Timestamp>;
  /** Since when it may not act. */
  disabledAt: Timestamp | null;
  /** Its id there. */
  externalId: string | null;
  /** Where it is known under another id: local, genie_os_user, omni_agent, or a name of your own. */
  externalType: string | null;
  /** What is typed and shown: ana, engineer-1. */
  handle: string;
  /** UUIDv7. */
  id: string;
  /** human, agent, service, team or system. Gates ask for it. */
  kind: string;
  /** What people call it. */
  name: string;
  /** Whose it is. */
  organizationId: string;
}

/** A decision asked of people or agents, bound to what is decided on: whoever changes the task afterwards has to ask again. */
export interface Approvals {
  /** When. */
  askedAt: Generated<Timestamp>;
  /** Handle of who asked. Nobody approves what they asked for. */
  askedBy: string;
  /** Handle of who is to decide; absent: whoever may. */
  askedOf: string | null;
  /** When. */
  decidedAt: Timestamp | null;
  /** Handle of who decided. */
  decidedBy: string | null;
  /** The kind of that actor: what the gate asks for. */
  decidedByKind: string | null;
  /** approved, rejected or withdrawn; absent while open. */
  decision: string | null;
  /** Digest of what is approved. */
  digest: string;
  /** After this it is as if it had never been asked. */
  expiresAt: Timestamp | null;
  /** UUIDv7. */
  id: string;
  /** What is asked. */
  question: string | null;
  /** Why. */
  reason: string | null;
  /** The stay it counts for. */
  stageId: string;
  /** The task. */
  taskId: string;
}

/** What an entry says beyond its body. Erasing a row removes personal data and breaks no seal. */
export interface AuditDetails {
  /** Canonical JSON. */
  details: string;
  /** The entry. */
  eventId: string;
  /** Random, so that erased details cannot be guessed from their hash. */
  salt: Uint8Array;
}

/** The sealed record of every change: append-only, one chain per log. */
export interface AuditEvents {
  /** What was done: schedule.created. */
  action: string;
  /** Who did it. */
  actorHandle: string;
  /** human, agent, service, team or system. */
  actorKind: string;
  /** The truth: canonical JSON (RFC 8785), sealed as it stands. */
  body: string;
  /** SHA-256 of salt and details: they can be erased later and the log still verifies. */
  detailsCommit: Uint8Array;
  /** UUIDv7. */
  id: string;
  /** The key that sealed it. */
  keyId: string;
  /** The log this entry belongs to. */
  logId: string;
  /** done, or refused: refusals are recorded too. */
  outcome: string;
  /** The seal of the entry before; absent for the first. */
  prevRowHmac: string | null;
  /** The request it was part of. */
  requestId: string | null;
  /** HMAC over log, seq, the seal before and the hash of the body, lower-case hex. */
  rowHmac: string;
  /** Its place in the log: 1, 2, 3, without gaps. */
  seq: number;
  /** Which one. */
  targetId: string;
  /** The noun it was done to. */
  targetType: string;
  /** When, by the database clock; strictly increasing within a log. */
  ts: Timestamp;
}

/** The end of each log: how many entries there are and the seal of the last. Locked last in a transaction, in order of log_id. */
export interface AuditHeads {
  /** row_hmac of the last entry; absent while the log is empty. */
  headHmac: string | null;
  /** HMAC over what the log is and where it ends, so that cutting the tail needs the key. */
  headMac: string;
  /** Time of the last entry: the next one is at least a microsecond later. */
  lastTs: Timestamp | null;
  /** The log. */
  logId: string;
  /** Number of entries: the seq of the last one. */
  size: Generated<number>;
}

/** One log per project, and one per organization for what belongs to no project: its system log. */
export interface AuditLogs {
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** UUIDv7. Part of every sealed entry. */
  id: string;
  /** Whose log it is. */
  organizationId: string;
  /** Whose log it is; absent for the system log of the organization. */
  projectId: string | null;
}

/** A stage of a board. Every board ends with done and cancelled. */
export interface BoardColumns {
  /** The queue on which a run is enqueued when a ready task enters: the name of a skill. */
  action: string | null;
  /** The task moves on by itself once the gate is satisfied. */
  autoAdvance: Generated<boolean>;
  /** Its board. */
  boardId: string;
  /** backlog, ready, active, review, done or cancelled. Work in active and done may have no open blocker. */
  category: string;
  /** Name of a color. */
  color: Generated<string>;
  /** Whose consent lets a task out, forward: human, agent, both (+) or either (|). Absent: nobody's. */
  gate: string | null;
  /** UUIDv7. */
  id: string;
  /** Whoever brought the task here is not who lets it out. */
  isFourEyes: Generated<boolean>;
  /** What people call it: review. */
  name: string;
  /** Name of the column a failed run, or a rejection, sends the task to. */
  onFail: string | null;
  /** Its place from the left, from 0. */
  position: number;
  /** How many tasks may be here at once. */
  wipLimit: number | null;
}

/** A pipeline of a project. */
export interface Boards {
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** Handle of who made it. */
  createdBy: string;
  /** UUIDv7. The oldest board of a project is where its tasks go when nobody says. */
  id: string;
  /** What people call it. */
  name: string;
  /** Its project. */
  projectId: string;
  /** Name of the template it was copied from. */
  template: string;
}

/** Boards to copy that people have made; the builtin ones are part of the program. */
export interface BoardTemplates {
  /** The columns as they are copied; gates are read from the copy. */
  columns: JsonValue;
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** Handle of who made it. */
  createdBy: string;
  /** What it is good for. */
  description: Generated<string>;
  /** UUIDv7. */
  id: string;
  /** What people call it. */
  name: string;
  /** Whose it is. */
  organizationId: string;
}

/** A thread of messages. The comments on a task are one. */
export interface Conversations {
  /** When it began. */
  createdAt: Generated<Timestamp>;
  /** UUIDv7. */
  id: string;
  /** Whose it is. */
  organizationId: string;
  /** The task it is about. */
  taskId: string | null;
}

/** This database, named once: the one row says which instance it is and which audit key seals its logs. */
export interface Instances {
  /** When the database was first opened. */
  createdAt: Generated<Timestamp>;
  /** Part of every sealed entry, so that entries of two databases can never be exchanged. */
  id: string;
  /** Always true, and unique: there is one instance in a database. */
  isOnly: Generated<boolean>;
  /** Id of the audit key this database was sealed with. A host with another key does not start. */
  keyId: string;
}

/** The hot table: one narrow row per unfinished run. Leases live here and nowhere else. */
export interface LiveRuns {
  /** Somebody asked for it to end: the worker is told at its next renewal. */
  cancelReason: string | null;
  /** When it was claimed. */
  claimedAt: Timestamp | null;
  /** Not before. */
  dueAt: Timestamp;
  /** The claim's number. Every write of a worker carries it. */
  fence: number | null;
  /** The first attempt at its work, where this is a later one. Unique: at most one unfinished attempt at a work. */
  firstRunId: string | null;
  /** Handle of who holds it in person: there is no worker to ask, and it is never tried again. */
  holder: string | null;
  /** After this anybody may declare it lost. Absent: no expiry. In no index, so that a renewal is a HOT update. */
  leaseExpiresAt: Timestamp | null;
  /** urgent, high, normal or low; sorts in that order. */
  priority: Priority;
  /** Where it waits. */
  queue: string;
  /** The run. */
  runId: string;
  /** For the overlap policy. */
  scheduleId: string | null;
  /** When the work began. */
  startedAt: Timestamp | null;
  /** queued, claimed, running or waiting. */
  state: Generated<string>;
  /** Unique: at most one unfinished run per task. */
  taskId: string | null;
  /** Unique: at most one unfinished run per trigger. */
  triggerId: string | null;
  /** Who holds the lease. */
  workerId: string | null;
}

/** What somebody said in a conversation. */
export interface Messages {
  /** Handle of who said it. */
  author: string;
  /** The kind of that actor. */
  authorKind: string;
  /** Markdown. */
  body: string;
  /** Where. */
  conversationId: string;
  /** When. */
  createdAt: Generated<Timestamp>;
  /** UUIDv7. */
  id: string;
  /** The run during which an agent said it. */
  runId: string | null;
}

/** The wall: isolation, secrets and a system audit log. A fresh database has one, "default". */
export interface Organizations {
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** UUIDv7. */
  id: string;
  /** What people call it. */
  name: string;
}

/** A place for work inside an organization, with an audit log of its own. */
export interface Projects {
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** The first commit of its repository. Absent: unknown. */
  firstCommit: string | null;
  /** UUIDv7. */
  id: string;
  /** The SHOP of SHOP-12. */
  key: string;
  /** What people call it. */
  name: string;
  /** The organization it belongs to. */
  organizationId: string;
  /** The remote of its repository, in one spelling and without credentials: github.com/ana/shop. Absent: unknown. */
  origin: string | null;
  /** The directory of its repository. Absent: a virtual project. */
  repoPath: string | null;
  /** Retention, redaction and time zone. Nothing here is filtered by, gated on or signed. */
  settings: Generated<JsonValue>;
  /** The number of its newest task. */
  tasksNumbered: Generated<number>;
  /** When it was last changed. */
  updatedAt: Generated<Timestamp>;
}

/** What a run said, piece by piece, while it ran. Redacted before it is written, deleted after some days. */
export interface RunEvents {
  /** When it was said. */
  at: Generated<Timestamp>;
  /** stdout and stderr of its command, or a note: a word of its handler, of its worker, or of Genie. */
  kind: string;
  /** The run. */
  runId: string;
  /** Its place among what the run said: from 1, counted by the worker, so that what is sent twice is kept once. */
  seq: number;
  /** What was said, as it is to be printed: a piece may begin or end inside a line. */
  text: string;
}

/** One attempt at work: the record, written when enqueued and when finished. */
export interface Runs {
  /** The how-manieth attempt this is: 1 for the first. */
  attempt: Generated<number>;
  /** How many failing attempts there may be. */
  attemptsMax: Generated<number>;
  /** When the worker that finished it claimed it. */
  claimedAt: Timestamp | null;
  /** Shell command; absent when a handler of the queue does the work. */
  command: string | null;
  /** Working directory of the command. */
  directory: string | null;
  /** Not before. */
  dueAt: Timestamp;
  /** How long the work took, measured by the worker. */
  durationMs: number | null;
  /** When it was enqueued. */
  enqueuedAt: Generated<Timestamp>;
  /** Handle of who caused it. */
  enqueuedBy: string;
  /** Variables of the command. */
  environment: Generated<JsonValue>;
  /** Exit code of the command. */
  exitCode: number | null;
  /** exit, signal, timeout, spawn, handler, lost or cancelled. */
  failureKind: string | null;
  /** A sentence. */
  failureMessage: string | null;
  /** The fence it was finished with. */
  fence: number | null;
  /** When it ended. */
  finishedAt: Timestamp | null;
  /** Handle of who holds it in person, as a checkout. Absent: a worker does it. */
  holder: string | null;
  /** UUIDv7. */
  id: string;
  /** SHA-256, its first half, of each field the run was enqueued with: the same key with other content is refused. */
  idempotencyDigests: JsonValue | null;
  /** The same key is enqueued once in a project, until some time after its work has ended. */
  idempotencyKey: string | null;
  /** What becomes of processes that its command leaves running: end or keep. */
  leftovers: Generated<string>;
  /** How many attempts before this one were lost with their worker. */
  losses: Generated<number>;
  /** What people see: the schedule's name, or the queue. */
  name: string;
  /** Whose it is. */
  organizationId: string;
  /** How it ended; absent while it has not. */
  outcome: string | null;
  /** How much the command printed in all. */
  outputBytes: number | null;
  /** The end of what the command printed, redacted. */
  outputTail: string | null;
  /** Given to the handler. */
  payload: Generated<JsonValue>;
  /** urgent, high, normal or low; sorts in that order. */
  priority: Priority;
  /** Its project, whose audit log records it; absent: the system log. */
  projectId: string | null;
  /** Where it waits. */
  queue: string;
  /** What the handler answered. */
  result: JsonValue | null;
  /** The attempt before. */
  retryOf: string | null;
  /** The schedule that caused it. */
  scheduleId: string | null;
  /** Signal that ended the command. */
  signal: string | null;
  /** The stay of the task in a column that the run works for: it counts for that gate only. */
  stageId: string | null;
  /** When the work began. */
  startedAt: Timestamp | null;
  /** Standard input of the command. */
  stdin: string | null;
  /** The task it works on. */
  taskId: string | null;
  /** Longer than this it is stopped. */
  timeoutMs: number | null;
  /** Ties a run, its later attempts and their child processes together (W3C trace id): the id of the first attempt. */
  traceId: string;
  /** The firing that caused it. */
  triggerId: string | null;
  /** The outcome of a run that did not succeed. For its index only: the end of one that did stays HOT. */
  unsuccessful: Generated<string | null>;
  /** Who finished it. */
  workerId: string | null;
}

/** When something is to run, and what. */
export interface Schedules {
  /** Firings are computed from here: the first instant of an interval, the instant of a date, the creation of a cron. */
  anchor: Timestamp;
  /** How often a failing run is tried. */
  attemptsMax: Generated<number>;
  /** Shell command; absent when a handler of the queue does the work. */
  command: string | null;
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** Handle of who made it. */
  createdBy: string;
  /** Working directory of the command. */
  directory: string | null;
  /** What becomes of equal wall-clock times when clocks go back: the rule of cron, or which of them fires. */
  dstOverlap: Generated<string>;
  /** Variables of the command. */
  environment: Generated<JsonValue>;
  /** Interval in milliseconds. */
  everyMs: number | null;
  /** As the person wrote it: a cron expression, "90s", or an instant. */
  expression: string;
  /** Failed runs since the last success. */
  failuresInARow: Generated<number>;
  /** After so many failed runs in a row the schedule pauses itself; 0: never. */
  failuresMax: Generated<number>;
  /** UUIDv7. */
  id: string;
  /** cron, interval or date. */
  kind: string;
  /** What becomes of processes that its command leaves running: end or keep. */
  leftovers: Generated<string>;
  /** What becomes of firings missed while nobody was there: none, one, or all up to a cap. */
  misfire: Generated<string>;
  /** What people call it; unique among those not deleted. */
  name: string;
  /** Whose it is. */
  organizationId: string;
  /** What becomes of a firing while a run of this schedule is unfinished. */
  overlap: Generated<string>;
  /** Given to the handler. */
  payload: Generated<JsonValue>;
  /** urgent, high, normal or low; sorts in that order. */
  priority: Generated<Priority>;
  /** Its project, whose audit log records it; absent: the system log. */
  projectId: string | null;
  /** Where its runs wait. */
  queue: string;
  /** Grows with every change by a person. */
  revision: Generated<number>;
  /** active, paused or deleted. */
  status: Generated<string>;
  /** Why it is paused. */
  statusReason: string | null;
  /** Standard input of the command. */
  stdin: string | null;
  /** A run longer than this is stopped. */
  timeoutMs: number | null;
  /** IANA name. Applies to every firing. */
  timeZone: string;
  /** When it was last changed. */
  updatedAt: Generated<Timestamp>;
}

/** A label of a project. */
export interface Tags {
  /** Name of a color. */
  color: Generated<string>;
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** UUIDv7. */
  id: string;
  /** What it says. */
  name: string;
  /** Its project. */
  projectId: string;
}

/** What an actor is to a task. */
export interface TaskActors {
  /** The actor. */
  actorId: string;
  /** Since when. */
  createdAt: Generated<Timestamp>;
  /** assignee, reviewer, owner or watcher. */
  role: string;
  /** The task. */
  taskId: string;
}

/** An edge between two tasks. "blocks" is "depends_on" seen from the other end, and stored once. */
export interface TaskDependencies {
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** Handle of who made it. */
  createdBy: string;
  /** depends_on, relates_to, duplicates or discovered_from. Only depends_on blocks. */
  kind: string;
  /** The other one. */
  onTaskId: string;
  /** The task that depends, relates, duplicates or was discovered. */
  taskId: string;
}

/** Intended work, for people or agents. */
export interface Tasks {
  /** When it counts as done. */
  acceptance: Generated<string>;
  /** Its board. */
  boardId: string;
  /** All that is to be known, in Markdown. */
  body: Generated<string>;
  /** When it was done or cancelled. */
  closedAt: Timestamp | null;
  /** Where on the board it is. */
  columnId: string;
  /** When it was made. */
  createdAt: Generated<Timestamp>;
  /** Handle of who made it. */
  createdBy: string;
  /** SHA-256 of what is approved: title, body, acceptance and payload. */
  digest: string;
  /** Wanted by. */
  dueAt: Timestamp | null;
  /** An estimate in the team's own unit. */
  effort: string | null;
  /** Its id in another system. */
  externalId: string | null;
  /** Its address there. */
  externalUrl: string | null;
  /** Failed tries in a row since it came to its column. A success, a move and an unblock start anew. */
  failures: Generated<number>;
  /** Its group in that document. */
  groupName: string | null;
  /** Since when it is held: nobody works on it and it does not move by itself. */
  heldAt: Timestamp | null;
  /** Handle of who holds it back. */
  heldBy: string | null;
  /** Why. */
  heldReason: string | null;
  /** UUIDv7. People say SHOP-12. */
  id: string;
  /** SHA-256, its first half, of each field the task was created with: the same key with other content is refused. */
  idempotencyDigests: JsonValue | null;
  /** The same key is created once in a project, until some time after the task is closed. */
  idempotencyKey: string | null;
  /** The 12 of SHOP-12. */
  number: number;
  /** A claim gives it out only after this: its last try failed. */
  offeredAfter: Timestamp | null;
  /** The task it is a part of. */
  parentId: string | null;
  /** Given to the agents that work on it. */
  payload: Generated<JsonValue>;
  /** urgent, high, normal or low; sorts in that order. */
  priority: Generated<Priority>;
  /** Its project, whose audit log records it. */
  projectId: string;
  /** Where its runs wait, instead of the queue of the column's action. */
  queue: string | null;
  /** Grows with every change; the ETag. */
  revision: Generated<number>;
  /** Its present stay in that column: the newest row of task_stages. */
  stageId: string;
  /** Not before. */
  startAt: Timestamp | null;
  /** What is to be done. */
  title: string;
  /** When it last changed. */
  updatedAt: Generated<Timestamp>;
  /** Handle of who changed it last. */
  updatedBy: string;
  /** The document it was planned in. */
  wishFile: string | null;
}

/** The stage log: each stay of a task in a column. */
export interface TaskStages {
  /** Handle of who brought it here. */
  actor: string;
  /** The kind of that actor. */
  actorKind: string;
  /** Where it is, or was. */
  columnId: string;
  /** When it came. */
  enteredAt: Generated<Timestamp>;
  /** Where it came from; absent for the first stay. */
  fromColumnId: string | null;
  /** UUIDv7. */
  id: string;
  /** When it left; absent for the present stay. */
  leftAt: Timestamp | null;
  /** Why. */
  reason: string | null;
  /** The run whose end brought it here. */
  runId: string | null;
  /** The task. */
  taskId: string;
}

/** Which labels a task has. */
export interface TaskTags {
  /** The label. */
  tagId: string;
  /** The task. */
  taskId: string;
}

/** One firing of a schedule, due at an instant. An active recurring schedule has exactly one pending. */
export interface Triggers {
  /** When it was written. */
  createdAt: Generated<Timestamp>;
  /** When to fire: scheduled_for, or later where a burst is spread. */
  dueAt: Timestamp;
  /** When its last run finished. */
  finishedAt: Timestamp | null;
  /** UUIDv7. */
  id: string;
  /** The same key fires once in a project, until some time after its last run has ended. */
  idempotencyKey: string | null;
  /** In which the key is unique: the project of the schedule, or the organization where it has none. */
  keyScope: string | null;
  /** The cadence, or a person who asked for it now. */
  origin: string;
  /** Why it was skipped, cancelled or failed. */
  reason: string | null;
  /** The instant the cadence names. The next one is computed from it, never from the clock. */
  scheduledFor: Timestamp;
  /** The schedule that fires. */
  scheduleId: string;
  /** pending, held (waits for the run before), executing, completed, failed, skipped or cancelled. */
  state: string;
}

/** A process that claims runs. */
export interface Workers {
  /** The boot of the host: with host, pid and start it identifies a process for ever. */
  bootId: string;
  /** When it left, or was proven dead. */
  goneAt: Timestamp | null;
  /** Host name. */
  host: string;
  /** UUIDv7, new for every start of the process. */
  id: string;
  /** It finishes what it has and claims nothing. */
  isDraining: Generated<boolean>;
  /** When it last claimed, renewed or said it is there. */
  lastSeenAt: Generated<Timestamp>;
  /** What people see: host and command. */
  name: string;
  /** Whose runs it claims. */
  organizationId: string;
  /** Process id. */
  pid: number;
  /** When the process started, in the host's own notation: tells a reused pid apart. */
  processStartedAt: string;
  /** The queues it serves. */
  queues: string[];
  /** When it came. */
  registeredAt: Generated<Timestamp>;
  /** How many runs it works on at once. */
  slots: number;
  /** Its version of Genie. */
  version: string;
}

export interface Tables {
  actors: Actors;
  approvals: Approvals;
  auditDetails: AuditDetails;
  auditEvents: AuditEvents;
  auditHeads: AuditHeads;
  auditLogs: AuditLogs;
  boardColumns: BoardColumns;
  boards: Boards;
  boardTemplates: BoardTemplates;
  conversations: Conversations;
  instances: Instances;
  liveRuns: LiveRuns;
  messages: Messages;
  organizations: Organizations;
  projects: Projects;
  runEvents: RunEvents;
  runs: Runs;
  schedules: Schedules;
  tags: Tags;
  taskActors: TaskActors;
  taskDependencies: TaskDependencies;
  tasks: Tasks;
  taskStages: TaskStages;
  taskTags: TaskTags;
  triggers: Triggers;
  workers: Workers;
}
