/** Practices: root and epoch records, members, compartment secrets and their wraps (SPEC 6). */
import { b64, type Bytes, canonical, concat, fromB64, hex, type Json, parse } from "./encoding";
import { insist } from "./errors";
import { hash, random, signPublic } from "./primitives";
import { lock, open, seal, unlock } from "./sealing";
import { b64Of, boolean, day, digest, identifier, integer, list, matching, object, oneOf, type Read, string, structure } from "./shapes";
import { bodyHash, peek, type Signed, verify } from "./signed";
import { sealPublic } from "./xwing";

export const roles = ["practitioner", "secretary"] as const;
export type Role = (typeof roles)[number];
export const compartments = ["desk", "clinical"] as const;
export type Compartment = (typeof compartments)[number];
export const [desk, clinical] = compartments;
const zeros = "0".repeat(64);

const rootShape = structure({ type: oneOf("practice_root"), practice: identifier, root: b64Of(32), name: string });
export type RootRecord = Read<typeof rootShape>;

const compartmentKeys = object({ name: oneOf(...compartments), seal: b64Of(1216), sign: b64Of(32) });
const epochShape = structure({
  type: oneOf("epoch"),
  practice: identifier,
  epoch: integer(1),
  predecessor: digest,
  members_hash: digest,
  compartments: list(compartmentKeys),
  created: day,
});
export type EpochRecord = Read<typeof epochShape>;

const memberShape = object({
  member: identifier,
  role: oneOf(...roles),
  officer: boolean,
  sign: b64Of(32),
  seal: b64Of(1216),
  name: string,
  wraps: list(object({ compartment: oneOf(...compartments), hash: digest })),
});
export type MemberEntry = Read<typeof memberShape>;

/** Which way back leads into this epoch (SPEC 12): an older one, which the platform might show, is refused. */
const pinShape = object({ sharing: integer(1), record: digest, wrap: digest, holder: matching(/^(?:[0-9a-f]{32})?$/) });
export type RecoveryPin = Read<typeof pinShape>;

const memberFields = {
  type: oneOf("members"),
  practice: identifier,
  epoch: integer(1),
  salt: b64Of(16),
  previous_hash: digest,
  members: list(memberShape),
};

/** What a practice wants of those who work there: a passphrase alone does not open its keys. */
const policyShape = object({ entry: oneOf("strong") });
export type Policy = Read<typeof policyShape>;

const plainMembers = structure(memberFields);

/** `recovery` is absent while the practice has no way back, `policy` while it wants nothing. */
export type Members = Read<typeof plainMembers> & { readonly recovery?: RecoveryPin; readonly policy?: Policy };

export function membersShape(value: Json): Members {
  const there = typeof value === "object" && (value as unknown) !== null ? value : {};
  const recovery = "recovery" in there ? { recovery: pinShape } : {};
  const policy = "policy" in there ? { policy: policyShape } : {};
  return structure({ ...memberFields, ...recovery, ...policy })(value) as Members;
}

export const secretsShape = structure({
  type: oneOf("compartment"),
  practice: identifier,
  epoch: integer(1),
  name: oneOf(...compartments),
  seal_seed: b64Of(32),
  sign_seed: b64Of(32),
  filing_key: b64Of(32),
});
export type CompartmentSecrets = Read<typeof secretsShape>;

export function practiceId(root: Bytes): string {
  return hex(hash("practice", root).slice(0, 16));
}

export async function rootRecord(rootSeed: Bytes, name: string): Promise<RootRecord> {
  const root = await signPublic(rootSeed);
  return { v: 1, type: "practice_root", practice: practiceId(root), root: b64(root), name };
}

/** The root that the practice's id names; a record by any other root is refused. */
export async function verifyRoot(signed: Signed, practice: string): Promise<RootRecord> {
  const { root } = peek(signed, rootShape);
  const record = await verify(fromB64(root), "practice-root", signed, rootShape);
  insist(record.practice === practice && practiceId(fromB64(root)) === practice, "another_practice");
  return record;
}

export async function verifyEpoch(signed: Signed, practice: string, root: Bytes, epoch?: number): Promise<EpochRecord> {
  const record = await verify(root, "epoch", signed, epochShape);
  insist(record.practice === practice, "another_practice");
  insist(epoch === undefined || record.epoch === epoch, "bad_structure");
  // The desk alone: the keys of practices that have not changed them since clinical keys exist.
  insist(["desk", "desk clinical"].includes(record.compartments.map(({ name }) => name).join(" ")), "bad_structure");
  return record;
}

/** Read without believing. */
export function epochNumber(signed: Signed): number {
  return peek(signed, epochShape).epoch;
}

export function keysOf(record: EpochRecord, compartment: Compartment): { seal: Bytes; sign: Bytes } {
  const keys = record.compartments.find(({ name }) => name === compartment);
  insist(keys !== undefined, "bad_structure");
  return { seal: fromB64(keys.seal), sign: fromB64(keys.sign) };
}

export function deskOf(record: EpochRecord): { seal: Bytes; sign: Bytes } {
  return keysOf(record, desk);
}

/** Which compartments a member opens. Whoever makes an epoch makes its keys: officers hold them all. */
export function entitled(role: Role, officer: boolean, granted: boolean): readonly Compartment[] {
  return officer || granted || role === "practitioner" ? compartments : [desk];
}

/** Which compartments were wrapped for this member: here, under the root's signature, stands every grant. */
export function opens(member: MemberEntry, compartment: Compartment): boolean {
  return member.wraps.some((wrap) => wrap.compartment === compartment);
}

/** What the first epoch's record names as its predecessor. */
export function rootPredecessor(signed: Signed): string {
  return hex(bodyHash("practice-root", signed));
}

export function epochPredecessor(signed: Signed): string {
  return hex(bodyHash("epoch", signed));
}

export function newSecrets(practice: string, epoch: number, name: Compartment = desk): CompartmentSecrets {
  return {
    v: 1,
    type: "compartment",
    practice,
    epoch,
    name,
    seal_seed: b64(random(32)),
    sign_seed: b64(random(32)),
    filing_key: b64(random(32)),
  };
}

/** Fresh secrets of every compartment, the desk first. */
export function allNewSecrets(practice: string, epoch: number): Readonly<Record<Compartment, CompartmentSecrets>> {
  return { desk: newSecrets(practice, epoch, desk), clinical: newSecrets(practice, epoch, clinical) };
}

/** The public part of an epoch with these secrets, the desk first, and these members. */
export async function epochRecord(secrets: readonly CompartmentSecrets[], predecessor: string, members: Members, created: string): Promise<EpochRecord> {
  return {
    v: 1,
    type: "epoch",
    practice: members.practice,
    epoch: members.epoch,
    predecessor,
    members_hash: membersHash(members),
    compartments: await Promise.all(
      secrets.map(async ({ name, seal_seed, sign_seed }) => {
        return { name, seal: b64(await sealPublic(fromB64(seal_seed))), sign: b64(await signPublic(fromB64(sign_seed))) };
      }),
    ),
    created,
  };
}

/** The record's public keys of this compartment must be those of these secrets. */
export async function checkSecrets(secrets: CompartmentSecrets, record: EpochRecord): Promise<void> {
  const keys = keysOf(record, secrets.name);
  insist(hex(await signPublic(fromB64(secrets.sign_seed))) === hex(keys.sign), "cannot_open");
  insist(hex(await sealPublic(fromB64(secrets.seal_seed))) === hex(keys.seal), "cannot_open");
}

function compartmentContext(practice: string, epoch: number, compartment: Compartment) {
  return { v: 1, practice, epoch, compartment } as const;
}

function contextOf({ practice, epoch, name }: CompartmentSecrets) {
  return compartmentContext(practice, epoch, name);
}

export async function wrapSecrets(secrets: CompartmentSecrets, member: string, memberSeal: Bytes): Promise<Bytes> {
  return seal(memberSeal, "wrap", { ...contextOf(secrets), member }, canonical(secrets));
}

export async function openWrap(
  sealed: Bytes,
  practice: string,
  epoch: number,
  member: string,
  sealSeed: Bytes,
  compartment: Compartment = desk,
): Promise<CompartmentSecrets> {
  const plain = await open(sealSeed, "wrap", { ...compartmentContext(practice, epoch, compartment), member }, sealed);
  return readSecrets(plain, practice, epoch, compartment);
}

function readSecrets(plain: Bytes, practice: string, epoch: number, compartment: Compartment): CompartmentSecrets {
  const secrets = secretsShape(parse(plain));
  insist(secrets.practice === practice && secrets.epoch === epoch && secrets.name === compartment, "bad_structure");
  return secrets;
}

export function wrapHash(sealed: Bytes): string {
  return hex(hash("wrap", sealed));
}

/** The previous epoch's secrets under the new filing key: who reads an epoch reads those before it. */
export async function lockPrevious(previous: CompartmentSecrets, next: CompartmentSecrets): Promise<Bytes> {
  return lock(fromB64(next.filing_key), "previous", contextOf(next), canonical(previous));
}

export async function openPrevious(locked: Bytes, next: CompartmentSecrets): Promise<CompartmentSecrets> {
  const plain = await unlock(fromB64(next.filing_key), "previous", contextOf(next), locked);
  return readSecrets(plain, next.practice, next.epoch - 1, next.name);
}

/** The locked secrets of the epoch before: the desk's, then the clinical ones. */
export function previousHash(locked: readonly Bytes[]): string {
  return locked.length === 0 ? zeros : hex(hash("previous", concat(...locked)));
}

export function membersOf(practice: string, epoch: number, previous: readonly Bytes[], members: readonly MemberEntry[], recovery?: RecoveryPin, policy?: Policy): Members {
  const sorted = [...members].sort((a, b) => (a.member < b.member ? -1 : 1));
  const list = { v: 1, type: "members", practice, epoch, salt: b64(random(16)), previous_hash: previousHash(previous), members: sorted } as const;
  return { ...list, ...(recovery === undefined ? {} : { recovery }), ...(policy === undefined ? {} : { policy }) };
}

export function membersHash(members: Members): string {
  return hex(hash("members", canonical(members)));
}

export async function lockMembers(members: Members, secrets: CompartmentSecrets): Promise<Bytes> {
  const context = { v: 1, practice: members.practice, epoch: members.epoch } as const;
  return lock(fromB64(secrets.filing_key), "members", context, canonical(members));
}

/** The members an epoch record commits to. */
export async function openMembers(locked: Bytes, record: EpochRecord, secrets: CompartmentSecrets): Promise<Members> {
  const context = { v: 1, practice: record.practice, epoch: record.epoch } as const;
  const plain = await unlock(fromB64(secrets.filing_key), "members", context, locked);
  insist(hex(hash("members", plain)) === record.members_hash, "bad_structure");
  const members = membersShape(parse(plain));
  insist(members.practice === record.practice && members.epoch === record.epoch, "bad_structure");
  for (const member of members.members) checkGrant(member, record);
  return members;
}

/** A practitioner or officer opens every compartment, anybody else the desk and what was granted. */
function checkGrant({ role, officer, wraps }: MemberEntry, record: EpochRecord): void {
  const there = (names: readonly Compartment[]) => names.filter((name) => record.compartments.some((keys) => keys.name === name)).join(" ");
  const allowed = [false, true].map((granted) => there(entitled(role, officer, granted)));
  insist(allowed.includes(wraps.map(({ compartment }) => compartment).join(" ")), "bad_structure");
}

export async function wrapRoot(rootSeed: Bytes, practice: string, member: string, memberSeal: Bytes): Promise<Bytes> {
  return seal(memberSeal, "practice-root", { v: 1, practice, member }, rootSeed);
}

export async function openRootWrap(sealed: Bytes, practice: string, member: string, sealSeed: Bytes): Promise<Bytes> {
  return open(sealSeed, "practice-root", { v: 1, practice, member }, sealed);
}
