/** What the custodian did: acts and days of its log, and what an officer's passkey signs (SPEC 11). */
import { type Bytes, canonical, concat, hex, type Json, parse, utf8 } from "./encoding";
import { insist } from "./errors";
import { hash } from "./primitives";
import { day, digest, identifier, integer, list, mapping, matching, moment, object, oneOf, type Read, type Shape, string, structure } from "./shapes";
import { type Signed, verify } from "./signed";

const steps = ["asked", "approved", "vetoed", "refused", "expired", "done", "noted"] as const;
const officerSteps = ["approve", "veto", "sign_in", "enrol", "add_passkey", "remove_passkey"] as const;

/** Each way in which a key is used for a person, and why: all of them stand in every day, a zero too. */
const uses = [
  "address authority",
  "address change",
  "address shown",
  "code address",
  "evaluation code",
  "evaluation device",
  "relay confirmation",
  "relay reminder",
  "session code",
  "session device",
  "ticket stock",
  "token booking",
  "token opening",
  "token returned",
] as const;

const name = matching(/^[a-z][a-z0-9_]{0,31}$/);
const anything = mapping((field) => field);

function orEmpty(shape: Shape<string>): Shape<string> {
  return (value) => (value === "" ? "" : shape(value));
}

const fields = structure({
  type: oneOf("custodian_act"),
  decision: identifier,
  act: name,
  reason: name,
  step: oneOf(...steps),
  subject: string,
  subject_hash: orEmpty(digest),
  officers: list(digest),
  quorum: integer(0),
  not_before: orEmpty(day),
  day,
});
export type Act = Read<typeof fields>;

/** The subject is there as canonical text, or a commitment in its place: never both, never neither. */
export const actShape: Shape<Act> = (value) => {
  const act = fields(value);
  insist((act.subject === "") !== (act.subject_hash === ""), "bad_structure");
  if (act.subject !== "") anything(parse(utf8(act.subject)));
  return act;
};

const dayFields = structure({ type: oneOf("custodian_day"), day, uses: list(object({ use: name, reason: name, count: integer(0) })) });
export type UseDay = Read<typeof dayFields>;

export const useDayShape: Shape<UseDay> = (value) => {
  const told = dayFields(value);
  const named = told.uses.map(({ use, reason }) => `${use} ${reason}`);
  const sorted = [...new Set(named)].sort(byUseAndReason);
  insist(named.length === sorted.length && named.every((each, place) => each === sorted[place]), "bad_structure");
  insist(uses.every((each) => named.includes(each)), "bad_structure");
  return told;
};

/** By use first: a space comes before every character of a name. */
function byUseAndReason(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

export async function verifyAct(signed: Signed, logKey: Bytes): Promise<Act> {
  return verify(logKey, "custodian-act", signed, actShape);
}

export async function verifyDay(signed: Signed, logKey: Bytes): Promise<UseDay> {
  return verify(logKey, "custodian-day", signed, useDayShape);
}

const statementShape = structure({ type: oneOf("officer_step"), step: oneOf(...officerSteps), what: digest, nonce: digest, time: moment });
const decisionShape = structure({ type: oneOf("custodian_decision"), decision: identifier, act: name, reason: name, subject: anything, asked: moment });

/** The WebAuthn challenge of a step. */
export function officerChallenge(statement: Json): Bytes {
  return hash("officer-step", canonical(statementShape(statement)));
}

/** What an approval names. */
export function decisionHash(body: Bytes): string {
  decisionShape(parse(body));
  return hex(hash("custodian-decision", body));
}

/** Stands for an officer in the log. */
export function officerCommitment(salt: Bytes, officer: Bytes): string {
  return hex(hash("custodian-officer", concat(salt, officer)));
}

/** Stands for what a decision is about, where that is not for everybody. */
export function subjectCommitment(salt: Bytes, subject: Json): string {
  return hex(hash("custodian-subject", concat(salt, canonical(subject))));
}
