/** Consents: what somebody allowed, refused or took back, signed and chained; when they may be asked again (SPEC 18). */
import { type About, type ConsentText, newest, type TextLanguage, texts } from "./consent-texts";
import { b64, type Bytes, canonical, concat, fromB64, hex, parse, utf8 } from "./encoding";
import { insist, Refusal } from "./errors";
import { derive, hash, sha256, signPublic } from "./primitives";
import { b64Of, day, digest, identifier, integer, list, oneOf, partOf, type Read, slug, string, structure, structureWith, versionOne } from "./shapes";
import { bodyHash, peek, sign, type Signed, signedShape, verifyBytes } from "./signed";
import { scopeOfTerms, type Terms, termsShape } from "./terms";
import type { Relative } from "./vault";

const name = "consent";
const monthsOfRest = 6;
const zeros = "0".repeat(64);
const marker = "----- serment consent v1 -----";

/** A decision. Whom it is about is told by an id that only the account can make. */
export const consentShape = structure({
  type: oneOf("consent"),
  about: oneOf("proxy", "sms", "sharing", "research"),
  scope: identifier,
  version: integer(1),
  language: oneOf("fr", "en"),
  text: digest,
  word: oneOf("self", "representative"),
  decision: oneOf("granted", "refused", "withdrawn"),
  day,
  previous: digest,
});
/** What every decision says, also one about something that only a newer version knows. */
const headShape = partOf({ v: versionOne, type: oneOf("consent"), about: slug, scope: identifier });
const receiptShape = structureWith({ type: oneOf("consent_receipt"), key: b64Of(32), records: list(signedShape), text: string }, { terms: termsShape });
/** Asked by a practice in a visit's mailbox, of whoever holds its manage key; the others are the account's own. */
const ofVisits: readonly About[] = ["sharing", "research"];

export type Consent = Read<typeof consentShape>;
export type Decision = Consent["decision"];
export type Word = Consent["word"];

/** What may follow what; nothing was decided before the first. A newer text is agreed to anew. */
const steps: Readonly<Record<Decision | "", readonly Decision[]>> = {
  "": ["granted", "refused"],
  granted: ["granted", "withdrawn"],
  refused: ["granted", "refused"],
  withdrawn: ["granted", "refused"],
};

/** What an account signs consents with. The key leaves it on no occasion but a receipt or an export. */
export function consentSeed(root: Bytes): Bytes {
  return derive(root, "consent/sign");
}

export function consentKey(root: Bytes): Promise<Bytes> {
  return signPublic(consentSeed(root));
}

/** Whom a consent is about, so that a refusal is known again where no name was kept. */
export function scopeOf(root: Bytes, { given, family, birth_date }: Relative): string {
  return hex(hash("relative", concat(derive(root, "relative"), canonical({ given, family, birth_date })))).slice(0, 32);
}

/** The scope of a choice that concerns nobody but the account itself: one for each thing there is to choose. */
export function ownScope(root: Bytes, about: About): string {
  return hex(hash("consent-scope", concat(derive(root, "consent/scope"), utf8(about)))).slice(0, 32);
}

/** What ends SMS at the custodian without a session, so that no code stands between a person and their no. */
export function stopKey(root: Bytes): Bytes {
  return derive(root, "consent/sms-stop");
}

/** What the custodian keeps of it. */
export function stopHash(stop: Bytes): Bytes {
  return hash("sms-stop", stop);
}

/** The text of this version; nothing if this client does not know it. */
export function textOf(about: About, version: number, language: TextLanguage): ConsentText | undefined {
  return texts.find((each) => each.about === about && each.version === version && each.language === language);
}

/** What is shown today. */
export function newestText(about: About, language: TextLanguage): ConsentText {
  const found = textOf(about, newest[about], language);
  insist(found !== undefined, "bad_structure");
  return found;
}

/** SHA-256 of the text as UTF-8, which anybody can compute. */
export function textHash(text: string): string {
  return hex(sha256(utf8(text)));
}

export interface Deciding {
  scope: string;
  shown: ConsentText;
  word: Word;
  decision: Decision;
  day: string;
}

/** The next decision about this scope. */
export async function signConsent(chain: readonly Signed[], { scope, shown, word, decision, day: today }: Deciding, seed: Bytes): Promise<Signed> {
  const last = chain.at(-1);
  const { about, version, language, text } = shown;
  const previous = last === undefined ? zeros : hex(bodyHash(name, last));
  const after: Consent = { v: 1, type: "consent", about, scope, version, language, text: textHash(text), word, decision, day: today, previous };
  checkStep(last && peek(last, consentShape), after);
  return sign(seed, name, after);
}

/** What was decided about each scope, in order; the last one counts. What only a newer version knows is left out. */
export async function verifyConsents(records: readonly Signed[], key: Bytes): Promise<ReadonlyMap<string, readonly Consent[]>> {
  const chains = new Map<string, Consent[]>();
  const ends = new Map<string, string>();
  for (const signed of records) {
    await verifyBytes(key, name, fromB64(signed.body), fromB64(signed.signature));
    if (isNewer(signed)) continue;
    const consent = peek(signed, consentShape);
    const chain = chains.get(consent.scope) ?? [];
    insist(consent.previous === (ends.get(consent.scope) ?? zeros), "consent_broken");
    checkStep(chain.at(-1), consent);
    chains.set(consent.scope, [...chain, consent]);
    ends.set(consent.scope, hex(bodyHash(name, signed)));
  }
  insist(!newer(records).some((scope) => chains.has(scope)), "consent_broken");
  return chains;
}

/** What can be read of a vault's records, each scope by itself; "" is the scope of what does not even say whom it is about. */
export interface Readable {
  chains: ReadonlyMap<string, readonly Consent[]>;
  newer: readonly string[];
  broken: readonly string[];
}

/** The same for whoever goes on where one scope cannot be read: that one allows nothing, and spoils no other. */
export async function readConsents(records: readonly Signed[], key: Bytes): Promise<Readable> {
  const rows = new Map<string, Signed[]>();
  for (const each of records) rows.set(scopeNamed(each), [...(rows.get(scopeNamed(each)) ?? []), each]);
  const chains = new Map<string, readonly Consent[]>();
  const [found, broken]: [string[], string[]] = [[], []];
  for (const [scope, row] of rows) {
    try {
      for (const [name, chain] of await verifyConsents(row, key)) chains.set(name, chain);
      found.push(...newer(row));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      broken.push(scope);
    }
  }
  return { chains, newer: found, broken };
}

function scopeNamed(signed: Signed): string {
  try {
    return peek(signed, headShape).scope;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return "";
  }
}

/** The scopes of what only a newer version knows, in the order of their first record. */
export function newer(records: readonly Signed[]): readonly string[] {
  return [...new Set(records.filter(isNewer).map((each) => peek(each, headShape).scope))];
}

function isNewer(signed: Signed): boolean {
  return !Object.hasOwn(newest, peek(signed, headShape).about);
}

/** Refuses unless the one may follow the other; the link is the caller's. */
function checkStep(before: Consent | undefined, after: Consent): void {
  insist(steps[before?.decision ?? ""].includes(after.decision), "consent_broken");
  insist(before === undefined || (before.about === after.about && before.day <= after.day), "consent_broken");
  const known = textOf(after.about, after.version, after.language);
  insist(known === undefined || textHash(known.text) === after.text, "consent_broken");
}

/** Whether what was last decided allows it, by the text of today or a later one. */
export function stands(chain: readonly Consent[]): boolean {
  const last = chain.at(-1);
  return last?.decision === "granted" && last.version >= newest[last.about];
}

/** The first day on which the question may be put again; "" if it may be now. A no rests for six months. */
export function askAgain(chain: readonly Consent[]): string {
  const last = chain.at(-1);
  return last === undefined || last.decision === "granted" ? "" : monthsLater(last.day, monthsOfRest);
}

/** For people the facts and the text; for programs what was signed, behind a line of its own. */
export function writeReceipt(facts: string, key: Bytes, records: readonly Signed[], terms?: Terms): Bytes {
  const last = records.at(-1);
  insist(last !== undefined, "bad_receipt");
  const { about, version, language } = peek(last, consentShape);
  const text = textOf(about, version, language)?.text ?? "";
  const content = canonical({ v: 1, type: "consent_receipt", key: b64(key), records, text, ...(terms === undefined ? {} : { terms }) });
  return concat(utf8(`${facts}\n\n${text}\n${marker}\n`), content, utf8("\n"));
}

/** What a receipt proves: one chain, signed by its key, and the very text that was decided on, as it is printed. */
export async function readReceipt(data: Bytes): Promise<readonly Consent[]> {
  const line = `\n${marker}\n`;
  const written = read(data);
  const end = written.lastIndexOf(line);
  insist(end >= 0, "bad_receipt");
  const { key, records, text, terms } = receiptShape(parse(utf8(written.slice(end + line.length).replace(/\n+$/, ""))));
  const [chain, more] = [...(await verifyConsents(records, fromB64(key))).values()];
  const last = chain?.at(-1);
  insist(chain !== undefined && last !== undefined && more === undefined && newer(records).length === 0, "bad_receipt");
  insist(ofVisits.includes(last.about) === (terms !== undefined) && (terms === undefined || scopeOfTerms(terms) === last.scope), "bad_receipt");
  insist(textHash(text) === last.text && written.slice(0, end).endsWith(`\n\n${text}`), "bad_receipt");
  return chain;
}

/** The records about this scope, in their order. */
export function recordsOf(records: readonly Signed[], scope: string): readonly Signed[] {
  return records.filter((each) => scopeNamed(each) === scope);
}

function read(data: Bytes): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch (error) {
    throw new Refusal("bad_receipt", { cause: error });
  }
}

/** The same day of the month, or its last where that month is shorter. */
function monthsLater(from: string, months: number): string {
  const [year = 0, month = 1, date = 1] = from.split("-").map(Number);
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth))).toISOString().slice(0, 10);
}
