/** What staff of the console asks the platform in a session. The bearer is handed in: whoever holds it decides when it ends. */
import { answerOf, type Asking } from "./fetch";
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
  two: boolean;
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

/** One request of the console; nothing where the answer is empty. */
export async function askConsole<Answer>(path: string, asking: Asking = {}): Promise<Answer> {
  const { platform } = await installation();
  const response = await answerOf(platform.url, `/v1/console${path}`, asking);
  return (response.status === 204 ? undefined : await response.json()) as Answer;
}
