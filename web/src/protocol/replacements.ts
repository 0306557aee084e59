/**
 * Replacing a practice's root: asked by whoever makes the new one, decided by the custodian's officers (SPEC 16).
 *
 * The practice's id names its first root for ever. What leads from there to the root that counts is a chain of records
 * in the custodian's log, each of them seven days old before it could be written.
 */
import { b64, type Bytes, equal, fromB64, hex } from "./encoding";
import { daysAfter, daysAhead } from "./endorsements";
import { insist, Refusal } from "./errors";
import type { Mark } from "./marks";
import { epochPredecessor, type EpochRecord, practiceId, verifyEpoch } from "./practice";
import { hash, signPublic } from "./primitives";
import { b64Of, day, digest, identifier, integer, oneOf, type Read, string, structure } from "./shapes";
import { bodyHash, peek, sign, signBytes, type Signed, verify, verifyBytes } from "./signed";

/** Somebody else has a copy; nobody has one; or neither, and then the root itself must agree and may object. */
export const reasons = ["root_compromised", "root_lost", "root_renewed"] as const;
export type Reason = (typeof reasons)[number];

/** Whoever works there sees it coming for so long, and so does everybody who reads the log. */
const delayInDays = 7;
const zeros = "0".repeat(64);

const requestShape = structure({
  type: oneOf("root_request"),
  practice: identifier,
  number: integer(1),
  old: b64Of(32),
  new: b64Of(32),
  name: string,
  reason: oneOf(...reasons),
});
export type RootRequest = Read<typeof requestShape>;

const replacementShape = structure({
  type: oneOf("root_replacement"),
  practice: identifier,
  number: integer(1),
  /** The replacement before; zeros for the first. */
  previous: digest,
  old: b64Of(32),
  new: b64Of(32),
  reason: oneOf(...reasons),
  decision: identifier,
  asked: day,
  from: day,
});
export type Replacement = Read<typeof replacementShape>;

/** The roots that a practice had, the first of which its id names; the last is the one that counts. */
export interface Roots {
  readonly known: readonly Bytes[];
  /** Hash of the newest replacement; empty while the first root counts. */
  readonly replacement: string;
  /** What that replacement names as the one before. */
  readonly previous: string;
}

/** The root that signs epochs from the newest replacement on. */
export function rootNow(roots: Roots): Bytes {
  const found = roots.known.at(-1);
  insist(found !== undefined, "root_not_replaced");
  return found;
}

/** How often the root was replaced. */
export function timesReplaced(roots: Roots): number {
  return roots.known.length - 1;
}

/** The mark of a root that replaced another; there is none of the first, which the practice's id names. */
export function rootMark(roots: Roots): Mark | undefined {
  return timesReplaced(roots) === 0 ? undefined : { number: timesReplaced(roots), hash: roots.replacement };
}

/** Asks for it; `present` is the present root's own word, where whoever asks has it. */
export async function signRootRequest(newSeed: Bytes, wish: Omit<RootRequest, "v" | "type" | "new">, oldSeed?: Bytes): Promise<{ signed: Signed; present: string }> {
  const signed = await sign(newSeed, "root-request", { ...wish, v: 1, type: "root_request", new: b64(await signPublic(newSeed)) });
  return { signed, present: oldSeed === undefined ? "" : b64(await signBytes(oldSeed, "root-request", fromB64(signed.body))) };
}

/** The wish, by whoever has the new root; one that gives no other reason than to renew, by the present root too. */
export async function verifyRootRequest(signed: Signed, present = ""): Promise<RootRequest> {
  const request = peek(signed, requestShape);
  await verify(fromB64(request.new), "root-request", signed, requestShape);
  insist(request.old !== request.new, "bad_structure");
  if (present !== "" || request.reason === "root_renewed") await verifyBytes(fromB64(request.old), "root-request", fromB64(signed.body), fromB64(present));
  return request;
}

/** By which a wish is found again: the same wish has the same. */
export function rootRequestId(signed: Signed): string {
  return hex(bodyHash("root-request", signed)).slice(0, 32);
}

/** What whoever asks and the officers read to each other. */
export function rootRequestMark(signed: Signed): string {
  const number = new DataView(hash("root-request-mark", fromB64(signed.body)).buffer).getUint32(0);
  return String(number % 1_000_000).padStart(6, "0");
}

/** The record, signed by the custodian's log key, of something that was seven days in coming. */
export async function readReplacement(signed: Signed, custodian: Bytes): Promise<Replacement> {
  const record = await verify(custodian, "root-replacement", signed, replacementShape);
  insist(record.from >= daysAfter(record.asked, delayInDays), "bad_structure");
  return record;
}

/** By which the next replacement, and the endorsement of the new root, name this one. */
export function replacementHash(signed: Signed): string {
  return hex(bodyHash("root-replacement", signed));
}

/** The root that counts, by every replacement since the first; each must be a leaf of the custodian's log. */
export async function verifyReplacements(chain: readonly Signed[], custodian: Bytes, practice: string, first: Bytes, today: string): Promise<Roots> {
  insist(practiceId(first) === practice, "root_not_replaced");
  let roots: Roots = { known: [first], replacement: "", previous: zeros };
  for (const signed of chain) {
    const record = await readReplacement(signed, custodian);
    insist(record.practice === practice && daysAfter(today, daysAhead) >= record.from, "root_not_replaced");
    roots = follow(roots, signed, record);
  }
  return roots;
}

/** The roots after one more replacement, which must come next and bring a root that never was one. */
function follow(roots: Roots, signed: Signed, record: Replacement): Roots {
  const next = fromB64(record.new);
  const previous = roots.replacement === "" ? zeros : roots.replacement;
  insist(record.number === timesReplaced(roots) + 1 && record.previous === previous, "root_not_replaced");
  insist(record.old === b64(rootNow(roots)) && !roots.known.some((known) => equal(known, next)), "root_not_replaced");
  return { known: [...roots.known, next], replacement: replacementHash(signed), previous };
}

/**
 * The record of an epoch, followed by those after it up to one that the root signed which counts now.
 *
 * An earlier root signs nothing any more: what it once signed counts because a later root has signed what names it.
 */
export async function verifyPastEpoch(chain: readonly Signed[], practice: string, roots: Roots, epoch: number): Promise<EpochRecord> {
  const found: { record: EpochRecord; number: number }[] = [];
  for (const [place, signed] of chain.entries()) {
    const next = await signerOf(signed, practice, roots, epoch + place);
    const before = chain[place - 1];
    if (before !== undefined) insist(next.number >= (found.at(-1)?.number ?? 0) && next.record.predecessor === epochPredecessor(before), "bad_signature");
    found.push(next);
  }
  const [asked] = found;
  insist(asked !== undefined && found.at(-1)?.number === timesReplaced(roots), "bad_signature");
  return asked.record;
}

/** Of a row that begins with this epoch, as much as leads to the root that counts. */
export async function leading(row: readonly Signed[], practice: string, roots: Roots, epoch: number): Promise<readonly Signed[]> {
  for (const [place, signed] of row.entries()) if (await isSignedByTheNewest(signed, practice, roots, epoch + place)) return row.slice(0, place + 1);
  return row;
}

/** Whether the root that counts now signed this epoch, so that nothing else need lead to it. */
export async function isSignedByTheNewest(signed: Signed, practice: string, roots: Roots, epoch: number): Promise<boolean> {
  return (await signerOf(signed, practice, roots, epoch)).number === timesReplaced(roots);
}

/** The record, and the number of the root that signed it. */
async function signerOf(signed: Signed, practice: string, roots: Roots, epoch: number): Promise<{ record: EpochRecord; number: number }> {
  for (const [number, root] of [...roots.known.entries()].reverse()) {
    try {
      return { record: await verifyEpoch(signed, practice, root, epoch), number };
    } catch (error) {
      if (number === 0 || !(error instanceof Refusal && error.code === "bad_signature")) throw error;
    }
  }
  throw new Refusal("bad_signature");
}
