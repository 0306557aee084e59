/** Requests of authorities: what two persons sign, what a package may hold, what the report says (SPEC 11 and 21). */
import { type Bytes, canonical, fromHex, hex, type Json, parse } from "./encoding";
import { insist } from "./errors";
import { hash } from "./primitives";
import { b64Of, boolean, day, digest, identifier, integer, list, matching, moment, object, oneOf, type Read, type Shape, string, structure } from "./shapes";
import { type Signed, verify } from "./signed";

const visits = list(digest);

const queryShape = object({
  practice: identifier,
  first: day,
  last: day,
  appointments: ((value) => {
    const named = visits(value);
    insist(named.length > 0 && named.length <= 500, "bad_structure");
    return named;
  }) as Shape<readonly string[]>,
});

const decisionShape = structure({
  type: oneOf("authority_decision"),
  request: identifier,
  letter: digest,
  outcome: oneOf("partial", "comply"),
  query: queryShape,
  count: integer(0),
  proposed: moment,
  expires: moment,
  proposer: identifier,
  drill: boolean,
});

const addressDecisionShape = structure({
  type: oneOf("address_decision"),
  request: identifier,
  letter: digest,
  outcome: oneOf("partial", "comply"),
  persons: ((value) => {
    const named = visits(value);
    insist(named.length > 0 && named.length <= 50, "bad_structure");
    return named;
  }) as Shape<readonly string[]>,
  count: integer(0),
  proposed: moment,
  expires: moment,
  proposer: identifier,
  drill: boolean,
});

const addressRecordShape = structure({
  type: oneOf("address_record"),
  person: digest,
  address: matching(/^[\s\S]{0,254}$/u),
  awaited: matching(/^[\s\S]{0,254}$/u),
});

const recordShape = structure({
  type: oneOf("authority_record"),
  appointment: digest,
  practice: identifier,
  epoch: integer(0),
  envelope: b64Of(),
  filed_epoch: integer(0),
  filing: b64Of(),
});

const amount: Shape<number | string> = (value) => (value === "1-9" ? value : integer(0)(value));
const cells = list(object({ name: matching(/^[A-Za-z0-9_+-]{1,32}$/), count: amount }));

const reportShape = structure({
  type: oneOf("authority_report"),
  origin: string,
  half: matching(/^20[0-9]{2}-H[12]$/),
  received: integer(0),
  disclosed: integer(0),
  clear_text: integer(0),
  contested: integer(0),
  secrecy_orders: amount,
  by_country: cells,
  by_kind: cells,
  by_outcome: cells,
  contests: cells,
  persons: cells,
  open: amount,
  median_days: integer(-1),
  made: day,
  previous: digest,
});
export type AuthorityReport = Read<typeof reportShape>;

const admissionShape = object({
  staff: identifier,
  name: matching(/^[\s\S]{1,60}$/u),
  key: digest,
  roles: list(matching(/^[a-z_]{1,32}$/)),
});

const dayOrNone: Shape<string> = (value) => (value === "" ? "" : day(value));
const invitationShape = object({
  invitation: digest,
  name: matching(/^[\s\S]{1,60}$/u),
  roles: list(matching(/^[a-z_]{1,32}$/)),
  first: dayOrNone,
  last: dayOrNone,
  until: dayOrNone,
});
const name = matching(/^[a-z][a-z0-9_]{0,31}$/);
const registerStepShape = object({ kind: name, row: matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/), hash: digest, state: name });
export type RegisterStep = Read<typeof registerStepShape>;
export type AuthorityDecision = Read<typeof decisionShape>;

/** What is to be signed, as somebody reads it before. */
export function readDecision(body: Bytes): AuthorityDecision {
  return decisionShape(parse(body));
}

/** What a signature over a decision names. */
export function authorityDecisionHash(body: Bytes): string {
  return hashed("authority-decision", readDecision(body));
}

/** The same of a decision of the custodian's officers. */
export function addressDecisionHash(body: Bytes): string {
  return hashed("authority-decision", addressDecisionShape(parse(body)));
}

/** A line of the custodian's answer; anything else in it is refused. */
export function readAddress(body: Bytes): Read<typeof addressRecordShape> {
  return addressRecordShape(parse(body));
}

/** A line of a package; anything else in it, a key above all, is refused. */
export function readRecord(body: Bytes): Read<typeof recordShape> {
  return recordShape(parse(body));
}

/** A half-year of a hand, once its signature held. */
export async function verifyReport(signed: Signed, logKey: Bytes): Promise<AuthorityReport> {
  return verify(logKey, "authority-report", signed, reportShape);
}

/** By which the next report names this one. */
export function reportHash(body: Bytes): string {
  return hex(hash("authority-report", body));
}

/** What whoever confirms a colleague signs. */
export function admissionHash(body: Bytes): string {
  return hashed("staff-admission", admissionShape(parse(body)));
}

/** What whoever invites a colleague signs. */
export function invitationHash(body: Bytes): string {
  return hashed("staff-invitation", invitationShape(parse(body)));
}

/** What whoever takes an invitation back signs. */
export function revocationHash(invitation: string): string {
  return hex(hash("staff-revocation", fromHex(digest(invitation))));
}

/** What whoever lets somebody go signs. */
export function departureHash(staff: string): string {
  return hex(hash("staff-departure", fromHex(identifier(staff))));
}

/** What a second person signs in a register: into which state this very version of a row goes. */
export function registerStepHash(body: Bytes): string {
  return hashed("register-step", registerStepShape(parse(body)));
}

function hashed(name: string, value: Json): string {
  return hex(hash(name, canonical(value)));
}
