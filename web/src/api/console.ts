/** What staff of the console asks the platform in a session. The bearer is handed in: whoever holds it decides when it ends. */
import { answerOf, type Asking } from "./fetch";
import type { Json } from "../protocol/encoding";
import { installation } from "./installation";
import type { Standing } from "./trust";

export interface Words {
  fr: string;
  en: string;
}

export interface Me {
  staff: string;
  name: string;
  roles: readonly string[];
  first: string;
  last: string;
  until: string;
  passkeys: readonly OwnPasskey[];
}

export interface OwnPasskey {
  credential: string;
  label: string;
  added: string;
  used: string;
}

export interface Colleague {
  staff: string;
  /** Empty to a guest. */
  name: string;
  state: "candidate" | "active" | "left";
  since: string;
  roles: readonly string[];
  first: string;
  last: string;
  until: string;
  /** By which colleague; empty where it was by whoever has the machine. */
  invited: string;
  /** Of a candidate: the digits that they read out, and the key that the confirmation names. */
  mark: string;
  key: string;
}

/** A link that nobody has answered yet. */
export interface PendingInvitation {
  /** The hash of its secret. */
  invitation: string;
  name: string;
  roles: readonly string[];
  first: string;
  last: string;
  until: string;
  expires: string;
  /** The pseudonym of whoever invited; empty where it was by whoever has the machine. */
  by: string;
}

export interface CheckState extends Words {
  check: string;
  refs: readonly string[];
  severity: "low" | "medium" | "high";
  colour: Standing;
  /** When it last ran; empty for never. */
  at: string;
  seen_failing: string;
  population: number | string | null;
  fresh_until: string;
  /** Negative for none. */
  event: number;
}

export type Outcome = "pass" | "fail" | "error" | "not_applicable";

export interface Course {
  check: CheckState;
  days: readonly { day: string; result: Outcome; runs: number }[];
  runs: readonly { event: number; at: string; result: Outcome }[];
}

export interface RegisterField {
  id: string;
  name: Words;
  type: "text" | "long_text" | "day" | "moment" | "choice" | "flag" | "number" | "person" | "reference";
  required: boolean;
  once: boolean;
  many: boolean;
  choices: readonly { id: string; name: Words }[];
  of: string;
  decimals: number;
}

export interface RegisterState {
  id: string;
  name: Words;
  next: readonly string[];
  /** What must be filled in before, and besides where a flag is set. */
  needs: readonly string[];
  needs_if: Readonly<Record<string, string>>;
  two: boolean;
  /** Who may enter it; without any, every editor. */
  by: readonly string[];
  frozen: boolean;
}

export interface RegisterKind {
  id: string;
  name: Words;
  origin: "people" | "file" | "schema";
  editors: readonly string[];
  title: string;
  titles: Readonly<Record<string, Words>>;
  fields: readonly RegisterField[];
  states: readonly RegisterState[];
}

export interface CountedKind extends RegisterKind {
  rows: number;
  altered: number;
  findings: number;
}

export type Value = boolean | number | string | readonly string[];

export interface RegisterRow {
  kind: string;
  id: string;
  version: number;
  state: string;
  fields: Readonly<Record<string, Value>>;
  by: string;
  role: string;
  at: string;
  hash: string;
}

export interface Due extends Words {
  kind: string;
  row: string;
  deadline: string;
  at: string;
  standing: "done" | "done_late" | "ahead" | "soon" | "late";
}

export interface AuthorityRequest {
  request: string;
  state: string;
  opened: string;
  since: string;
  drill: boolean;
  due: readonly { what: string; due: string; late: boolean }[];
}

export interface FactField {
  id: string;
  type: "digest" | "day" | "text" | "choice" | "flag" | "count" | "practice" | "visits";
  required: boolean;
  choices: readonly string[];
}

export interface ProcedureStep {
  act: string;
  by: readonly string[];
  before: readonly string[];
  /** Empty where it stays where it is. */
  after: string;
  signed: boolean;
  fields: readonly FactField[];
}

export interface WholeRequest {
  request: AuthorityRequest;
  possible: readonly string[];
  decision: string;
  decision_hash: string;
  manifest_hash: string;
  signatures: readonly { staff: string; roles: readonly string[]; time: string }[];
  steps: readonly TakenStep[];
}

export interface TakenStep {
  number: number;
  act: string;
  state: string;
  by: string;
  at: string;
  event: number;
  facts: { readonly [name: string]: Json };
  salt: string;
}

/** A file that the console makes. */
export async function fileOfConsole(path: string, asking: Asking = {}): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await answerOfConsole(path, asking)).arrayBuffer());
}

/** One request of the console; nothing where the answer is empty. */
export async function askConsole<Answer>(path: string, asking: Asking = {}): Promise<Answer> {
  const response = await answerOfConsole(path, asking);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}

async function answerOfConsole(path: string, asking: Asking): Promise<Response> {
  const { platform } = await installation();
  return answerOf(platform.url, `/v1/console${path}`, asking);
}
