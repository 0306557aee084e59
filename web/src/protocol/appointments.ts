/** Appointments: envelope, self-copy, signed reads and filings (SPEC 7). Statements are in `statements`. */
import { type CredentialAsk, credentialAskShape } from "./credentials";
import { b64, type Bytes, canonical, hex, type Json, parse } from "./encoding";
import { insist } from "./errors";
import { absenceBuckets, envelopeBuckets, pad, selfCopyBuckets, unpad } from "./padding";
import { derive, hash, sha256, signPublic } from "./primitives";
import { lock, open, seal, unlock } from "./sealing";
import { b64Of, day, digest, identifier, list, object, oneOf, type Read, type Shape, string, structure } from "./shapes";
import { signBytes, verifyBytes } from "./signed";
import { identityShape } from "./vault";
import { sealPublic } from "./xwing";

export const zeros = "0".repeat(64);

export interface ManageKeys {
  appointment: string;
  signSeed: Bytes;
  signPublic: Bytes;
  replySeed: Bytes;
  selfCopyKey: Bytes;
}

export function appointmentId(manage: Bytes): string {
  return hex(hash("appointment", manage));
}

/** The place in a line that this manage key governs. */
export function entryId(manage: Bytes): string {
  return hex(hash("waiting", manage));
}

export async function manageKeys(seed: Bytes): Promise<ManageKeys> {
  const signSeed = derive(seed, "manage/sign");
  const publicKey = await signPublic(signSeed);
  return {
    appointment: appointmentId(publicKey),
    signSeed,
    signPublic: publicKey,
    replySeed: derive(seed, "manage/reply"),
    selfCopyKey: derive(seed, "manage/self-copy"),
  };
}

export async function replyPublic(keys: ManageKeys): Promise<string> {
  return b64(await sealPublic(keys.replySeed));
}

/** The manage seed of a booking by staff, whose code may stand on paper. */
export function claimSeed(code: Bytes): Bytes {
  insist(code.length === 16, "bad_code");
  return derive(code, "claim");
}

/** In whose place an appointment was made, absent from most; and by what its practice knows the account again. */
type Replacing = Readonly<{ replaces?: string; pseudonym?: string }>;
const optionalFields = { replaces: digest, pseudonym: identifier };

function fieldsOf<F extends Record<string, Shape<Json>>>(fields: F, value: Json): F {
  if (typeof value !== "object" || (value as unknown) === null) return fields;
  return { ...fields, ...Object.fromEntries(Object.entries(optionalFields).filter(([name]) => name in value)) };
}

/** By which one practice knows an account again; of two practices' nobody can tell that they are of one. */
export function pseudonym(root: Bytes, practice: string): string {
  return hex(derive(root, `pseudonym/${practice}`, 16));
}

/** Which of the practice's words the visit is to bring, once it took place; absent where none. */
type Asking = Readonly<{ asks?: readonly CredentialAsk[] }>;
const bookingFields = { type: oneOf("booking"), patient: identityShape, motive: string, note: string, reply: b64Of(1216), language: string };
export type BookingContent = Read<ReturnType<typeof structure<typeof bookingFields>>> & Replacing & Asking;

function bookingShape(value: Json): BookingContent {
  const has = typeof value === "object" && (value as unknown) !== null && "asks" in value;
  return structure(fieldsOf(has ? { ...bookingFields, asks: list(credentialAskShape) } : bookingFields, value))(value);
}

export const selfCopyShape = structure({
  type: oneOf("self_copy"),
  practice: string,
  practice_name: string,
  practitioner: string,
  practitioner_name: string,
  address: string,
  phone: string,
  time_zone: string,
  motive: string,
  motive_label: string,
  patient: object({ given: string, family: string }),
  note: string,
});
export type SelfCopy = Read<typeof selfCopyShape>;

const claimOrNone: Shape<string> = (value) => (value === "" ? "" : b64Of(16)(value));

const filingFields = { ...bookingFields, type: oneOf("filing"), staff_note: string, claim: claimOrNone };
/** Since when the person has it kept and not used; absent from most. */
type Restricting = Readonly<{ restricted?: string }>;
export type FilingContent = Read<ReturnType<typeof structure<typeof filingFields>>> & Replacing & Restricting;

function filingShape(value: Json): FilingContent {
  const has = typeof value === "object" && (value as unknown) !== null && "restricted" in value;
  return structure(fieldsOf(has ? { ...filingFields, restricted: day } : filingFields, value))(value);
}

/** Where a visit's sealed bytes belong. */
export interface Place {
  practice: string;
  epoch: number;
  appointment: string;
}

function envelopeContext({ practice, epoch, appointment }: Place) {
  return { v: 1, practice, epoch, compartment: "desk", appointment } as const;
}

export async function sealEnvelope(content: BookingContent, place: Place, deskSeal: Bytes): Promise<Bytes> {
  return seal(deskSeal, "envelope", envelopeContext(place), pad(canonical(content), envelopeBuckets));
}

export async function openEnvelope(sealed: Bytes, place: Place, deskSealSeed: Bytes): Promise<BookingContent> {
  const padded = await open(deskSealSeed, "envelope", envelopeContext(place), sealed);
  return bookingShape(parse(unpad(padded, envelopeBuckets)));
}

export async function lockSelfCopy(content: SelfCopy, keys: ManageKeys): Promise<Bytes> {
  const context = { v: 1, appointment: keys.appointment } as const;
  return lock(keys.selfCopyKey, "self-copy", context, pad(canonical(content), selfCopyBuckets));
}

export async function openSelfCopy(locked: Bytes, keys: ManageKeys): Promise<SelfCopy> {
  const padded = await unlock(keys.selfCopyKey, "self-copy", { v: 1, appointment: keys.appointment }, locked);
  return selfCopyShape(parse(unpad(padded, selfCopyBuckets)));
}

export interface ReadRequest {
  origin: string;
  method: string;
  path: string;
  body: Bytes;
}

/** The value of `Serment-Signature`. */
export async function signRead({ origin, method, path, body }: ReadRequest, keys: Pick<ManageKeys, "signSeed" | "signPublic">, now: Date): Promise<string> {
  const time = Math.floor(now.getTime() / 1000);
  const signed = canonical({ v: 1, type: "read", origin, method, path, body: hex(sha256(body)), time });
  return `v1 ${b64(keys.signPublic)} ${time} ${b64(await signBytes(keys.signSeed, "read", signed))}`;
}

export interface Filing {
  revision: number;
  previous: string;
  epoch: number;
  blob: Bytes;
  member: string;
  signature: Bytes;
}

function filingContext(place: Place, revision: number, previous: string) {
  return { ...envelopeContext(place), revision, previous };
}

function filingBody({ practice, epoch, appointment }: Place, filing: Omit<Filing, "signature">): Bytes {
  const { revision, previous, member } = filing;
  return canonical({ v: 1, type: "filing", practice, epoch, appointment, revision, previous, blob: filingHash(filing.blob), member });
}

export function filingHash(blob: Bytes): string {
  return hex(hash("filing", blob));
}

export interface Filer {
  filingKey: Bytes;
  member: string;
  signSeed: Bytes;
}

export async function makeFiling(content: FilingContent, place: Place, before: Filing | undefined, filer: Filer): Promise<Filing> {
  const revision = (before?.revision ?? 0) + 1;
  const previous = before === undefined ? zeros : filingHash(before.blob);
  const padded = pad(canonical(content), envelopeBuckets);
  const blob = await lock(filer.filingKey, "filing", filingContext(place, revision, previous), padded);
  const unsigned = { revision, previous, epoch: place.epoch, blob, member: filer.member };
  return { ...unsigned, signature: await signBytes(filer.signSeed, "filing", filingBody(place, unsigned)) };
}

/** Without a member's key only the filing key vouches for it: for authors who have left the practice since. */
export async function openFiling(filing: Filing, place: Place, filingKey: Bytes, memberSign: Bytes | undefined): Promise<FilingContent> {
  insist(filing.epoch === place.epoch, "bad_structure");
  if (memberSign !== undefined) await verifyBytes(memberSign, "filing", filingBody(place, filing), filing.signature);
  const padded = await unlock(filingKey, "filing", filingContext(place, filing.revision, filing.previous), filing.blob);
  return filingShape(parse(unpad(padded, envelopeBuckets)));
}

const noteShape = structure({ type: oneOf("clinical_note"), text: string });

function noteContext(place: Place, revision: number, previous: string) {
  return { ...envelopeContext(place), compartment: "clinical", revision, previous } as const;
}

function noteBody({ practice, epoch, appointment }: Place, note: Omit<Filing, "signature">): Bytes {
  const { revision, previous, member } = note;
  return canonical({ v: 1, type: "clinical_note", practice, epoch, appointment, revision, previous, blob: filingHash(note.blob), member });
}

/** What the practitioner notes, under the clinical filing key; the desk has no key to it. */
export async function makeNote(text: string, place: Place, before: Filing | undefined, filer: Filer): Promise<Filing> {
  const revision = (before?.revision ?? 0) + 1;
  const previous = before === undefined ? zeros : filingHash(before.blob);
  const padded = pad(canonical({ v: 1, type: "clinical_note", text }), envelopeBuckets);
  const blob = await lock(filer.filingKey, "clinical-note", noteContext(place, revision, previous), padded);
  const unsigned = { revision, previous, epoch: place.epoch, blob, member: filer.member };
  return { ...unsigned, signature: await signBytes(filer.signSeed, "clinical-note", noteBody(place, unsigned)) };
}

/** Without a member's key only the filing key vouches for it: for authors who have left the practice since. */
export async function openNote(note: Filing, place: Place, filingKey: Bytes, memberSign: Bytes | undefined): Promise<string> {
  insist(note.epoch === place.epoch, "bad_structure");
  if (memberSign !== undefined) await verifyBytes(memberSign, "clinical-note", noteBody(place, note), note.signature);
  const padded = await unlock(filingKey, "clinical-note", noteContext(place, note.revision, note.previous), note.blob);
  return noteShape(parse(unpad(padded, envelopeBuckets))).text;
}

const absenceShape = structure({ type: oneOf("absence"), reason: string });

function absenceContext(practice: string, epoch: number, absence: string) {
  return { v: 1, practice, epoch, absence } as const;
}

export async function lockAbsence(reason: string, practice: string, epoch: number, absence: string, filingKey: Bytes): Promise<Bytes> {
  const padded = pad(canonical({ v: 1, type: "absence", reason }), absenceBuckets);
  return lock(filingKey, "absence", absenceContext(practice, epoch, absence), padded);
}

export async function openAbsence(sealed: Bytes, practice: string, epoch: number, absence: string, filingKey: Bytes): Promise<string> {
  const padded = await unlock(filingKey, "absence", absenceContext(practice, epoch, absence), sealed);
  return absenceShape(parse(unpad(padded, absenceBuckets))).reason;
}
