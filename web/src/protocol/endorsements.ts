/** Endorsements: the custodian's word, a leaf of its own log, that a root is a practice's (SPEC 6). */
import type { Bytes } from "./encoding";
import { insist } from "./errors";
import type { RootRecord } from "./practice";
import { b64Of, day, dayOf, identifier, matching, oneOf, type Read, string, structure } from "./shapes";
import { type Signed, verify } from "./signed";

/** How the custodian came to its word: its officers checked, or nobody did because everything here is fictitious. */
const checks = ["officers", "demo"] as const;

/** A platform can keep a newer word back for as long as an older one counts, and no longer. */
const lifeInDays = 40;
/** Our clock may be behind the custodian's by as much as a witness's may be ahead of it. */
export const daysAhead = 1;

const endorsementShape = structure({
  type: oneOf("practice_endorsement"),
  practice: identifier,
  root: b64Of(32),
  name: string,
  check: oneOf(...checks),
  /** The record by which this root replaced another; empty for the first, which the practice's id names. */
  replacement: matching(/^(?:[0-9a-f]{64})?$/),
  from: day,
  until: day,
});
export type Endorsement = Read<typeof endorsementShape>;

/** The record, signed by the custodian's log key, and no longer-lived than one may be. */
export async function readEndorsement(signed: Signed, custodian: Bytes): Promise<Endorsement> {
  const record = await verify(custodian, "practice-endorsement", signed, endorsementShape);
  insist(record.from <= record.until && record.until <= daysAfter(record.from, lifeInDays), "bad_structure");
  return record;
}

/**
 * The custodian's word for this very root, if it counts today and came about in a way that counts here.
 *
 * `replacement` is the hash of the newest by which the root came to be this one; empty for a practice's first.
 */
export async function verifyEndorsement(
  signed: Signed,
  custodian: Bytes,
  root: RootRecord,
  today: string,
  demo: boolean,
  replacement = "",
): Promise<Endorsement> {
  const record = await readEndorsement(signed, custodian);
  const refused = "practice_not_endorsed";
  insist(record.practice === root.practice && record.root === root.root && record.name === root.name, refused);
  insist(record.replacement === replacement, refused);
  insist(record.from <= daysAfter(today, daysAhead) && today <= record.until, refused);
  insist(record.check === "officers" || demo, refused);
  return record;
}

export function daysAfter(from: string, days: number): string {
  return dayOf(new Date(Date.parse(`${from}T00:00:00Z`) + days * 86_400_000));
}
