/** What the two hands publish about themselves for whoever wants to look: checks, guarantees, certificates, evidence. */
import type { Day } from "../worker/door-types";
import { answerOf, ask, askOf } from "./fetch";
import { installation, type Installation } from "./installation";

export type HandName = "platform" | "custodian";
export type Standing = "green" | "red" | "error" | "grey" | "not_applicable";

interface Words {
  fr: string;
  en: string;
}

export interface ShownCheck extends Words {
  check: string;
  state: Standing;
  /** When it last ran; empty for never. */
  at: string;
}

export interface Certificate {
  standard: string;
  holder: "us" | "processor";
  processor: string;
  title: string;
  body: string;
  number: string;
  scope: string;
  activities: readonly string[];
  issued_on: Day;
  until: Day;
  state: string;
}

export interface Abroad {
  countries: readonly string[];
  why: Words | null;
}

export interface Guarantee {
  id: string;
  /** Empty as long as nobody has said who. */
  name: string;
  role: "own" | "processor" | "sub-processor" | "supplier";
  hds: boolean;
  secnumcloud: boolean;
  activities: readonly number[];
  /** Null as long as nobody answered. */
  access: Abroad | null;
  exposure: Abroad | null;
}

export interface Guarantees {
  statement: string;
  words: Words;
  table: readonly Guarantee[];
  unanswered: readonly string[];
}

export async function checksOf(hand: HandName): Promise<readonly ShownCheck[]> {
  return (await askOf<{ checks: readonly ShownCheck[] }>(await urlOf(hand), "/v1/trust/checks")).checks;
}

export async function certificates(): Promise<readonly Certificate[]> {
  return (await ask<{ certificates: readonly Certificate[] }>("/v1/trust/certificates")).certificates;
}

export function guarantees(): Promise<Guarantees> {
  return ask("/v1/trust/guarantees");
}

/** Signed reports, still to be verified; the oldest first. */
export async function authorityReports(): Promise<unknown> {
  return (await ask<{ reports: unknown }>("/v1/trust/authority-requests")).reports;
}

/** A signed note; who believes it reads it with the keys of the installation. */
export async function checkpointOf(hand: HandName): Promise<string> {
  return (await answerOf(await urlOf(hand), "/v1/log/checkpoint")).text();
}

/** A bundle of the log, still to be verified. */
export async function evidenceOf(hand: HandName): Promise<unknown> {
  return (await askOf<{ root: unknown }>(await urlOf(hand), "/v1/trust/evidence")).root;
}

/** What the custodian's officers decided, as leaves of its log, still to be verified; the newest first. */
export async function actsOfOfficers(): Promise<unknown> {
  return (await askOf<{ acts: unknown }>(await urlOf("custodian"), "/v1/trust/acts")).acts;
}

async function urlOf(hand: HandName): Promise<string> {
  const found: Installation = await installation();
  return found[hand].url;
}
