/** Consents that a practice asks for in a visit's mailbox, decided by the manage key, which it knows (SPEC 18). */
import { appointmentId } from "./appointments";
import { askAgain, type Consent, type Deciding, signConsent, stands, verifyConsents } from "./consents";
import type { Bytes } from "./encoding";
import { insist, Refusal } from "./errors";
import { type Cover, deskEpoch, type Letter } from "./letters";
import type { Signed } from "./signed";
import { type Agreement, scopeOfTerms, type Terms } from "./terms";

/** The desk asks, the patient decides, the desk tells that it shared, and that it called it back. */
export const consentKinds = { ask: "consent-ask", decision: "consent", shared: "shared", recalled: "recalled" } as const;

/** How a question stands, by the letters of a mailbox. */
export interface Course {
  terms: Terms;
  scope: string;
  records: readonly Signed[];
  chain: readonly Consent[];
  /** Something was shared and not called back. */
  handed: boolean;
  /** Decisions that do not follow each other allow nothing. */
  broken: boolean;
}

export function courseStands({ broken, chain }: Course): boolean {
  return !broken && stands(chain);
}

export function courseWithdrawn({ chain }: Course): boolean {
  return chain.at(-1)?.decision === "withdrawn";
}

export function courseAgain({ chain }: Course): string {
  return askAgain(chain);
}

/** The next decision about these terms, by the manage key of their visit. */
export async function decide({ terms, records }: Agreement, deciding: Omit<Deciding, "scope">, signSeed: Bytes): Promise<Agreement> {
  insist(deciding.shown.about === terms.about, "consent_broken");
  return { terms, records: [...records, await signConsent(records, { ...deciding, scope: scopeOfTerms(terms) }, signSeed)] };
}

/** What the holder of this manage key decided about these terms of their own visit, in order. */
export async function verifyAgreement({ terms, records }: Agreement, manage: Bytes): Promise<readonly Consent[]> {
  const chain = (await verifyConsents(records, manage)).get(scopeOfTerms(terms)) ?? [];
  // Everything is of this scope, and known: what only a newer version knows is no decision about these terms.
  insist(terms.appointment === appointmentId(manage) && chain.length === records.length, "consent_broken");
  insist(chain.every(({ about }) => about === terms.about), "consent_broken");
  return chain;
}

/** Every question that the desk put in a mailbox and what was decided, in the order in which they were first put. */
export async function coursesOf(written: readonly (readonly [Cover, Letter])[], practice: string, manage: Bytes): Promise<readonly Course[]> {
  const found = new Map<string, Course>();
  for (const [cover, letter] of [...written].sort(([a], [b]) => Number(deskEpoch(a) === undefined) - Number(deskEpoch(b) === undefined) || a.number - b.number)) {
    const { agreement, kind } = letter;
    if (agreement === undefined || agreement.terms.practice !== practice) continue;
    const [scope, byDesk] = [scopeOfTerms(agreement.terms), deskEpoch(cover) !== undefined];
    const asked = byDesk && kind === consentKinds.ask ? { terms: agreement.terms, scope, records: [], chain: [], handed: false, broken: false } : undefined;
    const before = found.get(scope) ?? asked;
    if (before === undefined) continue;
    if (byDesk) found.set(scope, { ...before, handed: handedBy(kind, before.handed) });
    else if (kind === consentKinds.decision) found.set(scope, await decided(before, agreement, manage));
  }
  return [...found.values()];
}

function handedBy(kind: string, before: boolean): boolean {
  if (kind === consentKinds.shared) return true;
  return kind === consentKinds.recalled ? false : before;
}

/** A later letter says all that the one before said, and more; another row beside it is believed by nobody. */
async function decided(before: Course, agreement: Agreement, manage: Bytes): Promise<Course> {
  try {
    const chain = await verifyAgreement(agreement, manage);
    const follows = before.records.every(({ body, signature }, index) => agreement.records[index]?.body === body && agreement.records[index].signature === signature);
    return follows ? { ...before, records: agreement.records, chain } : { ...before, broken: true };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ...before, broken: true };
  }
}
