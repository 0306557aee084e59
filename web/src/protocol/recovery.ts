/**
 * A practice's way back: its recovery key in three shares, and what two of them open (SPEC 12).
 *
 * Every share has a key of its own, derived from it, whose public half stands in the record that the root signed. So a
 * share proves itself: an altered or replaced one is refused before anything is combined.
 */
import { b64, type Bytes, canonical, fromB64, hex, parse } from "./encoding";
import { insist, Refusal } from "./errors";
import { checkSecrets, type CompartmentSecrets, type EpochRecord, type Members, type RecoveryPin, type Role, secretsShape } from "./practice";
import { derive, hash, random, signPublic } from "./primitives";
import { type Context, open, seal } from "./sealing";
import { numbers, combine, type Shares, split } from "./shamir";
import { b64Of, day, identifier, integer, list, object, oneOf, type Read, structure } from "./shapes";
import { bodyHash, peek, type Signed, sign, verify } from "./signed";
import { sealPublic } from "./xwing";

export type Holder = "paper" | "colleague" | "custodian";
export type SecondHolder = "paper" | "colleague";

export const sharingShape = structure({
  type: oneOf("sharing"),
  practice: identifier,
  root: b64Of(32),
  sharing: integer(1),
  seal: b64Of(1216),
  sign: b64Of(32),
  shares: list(object({ holder: oneOf("paper", "colleague", "custodian"), sign: b64Of(32) })),
  created: day,
});
/** One splitting of one recovery key: the share numbered n is the n-th. */
export type Sharing = Read<typeof sharingShape>;

const contentShape = structure({
  type: oneOf("recovery"),
  practice: identifier,
  epoch: integer(1),
  root_seed: b64Of(32),
  secrets: list(secretsShape),
});
export type RecoveryContent = Read<typeof contentShape>;

/** By which a share proves itself, and the id by which the platform finds its practice. */
export interface ShareKeys {
  share: string;
  signSeed: Bytes;
  signPublic: Bytes;
}

/** Lives in memory only, and only while it is split or combined. */
export interface RecoveryKeys {
  sealSeed: Bytes;
  signSeed: Bytes;
}

export async function shareKeys(share: Bytes): Promise<ShareKeys> {
  const signSeed = derive(share, "recovery/share");
  const publicHalf = await signPublic(signSeed);
  return { share: hex(hash("share", publicHalf)).slice(0, 32), signSeed, signPublic: publicHalf };
}

function recoveryKeys(secret: Bytes): RecoveryKeys {
  return { sealSeed: derive(secret, "recovery/seal"), signSeed: derive(secret, "recovery/sign") };
}

export interface NewSharing {
  signed: Signed;
  record: Sharing;
  shares: Shares;
}

/** A fresh recovery key, its record and its shares. */
export async function newSharing(rootSeed: Bytes, practice: string, sharing: number, second: SecondHolder, created: string): Promise<NewSharing> {
  const secret = random(32);
  const shares = split(secret, random(32));
  const { sealSeed, signSeed } = recoveryKeys(secret);
  const entry = async (holder: Holder, share: Bytes) => ({ holder, sign: b64((await shareKeys(share)).signPublic) });
  const record: Sharing = {
    v: 1,
    type: "sharing",
    practice,
    root: b64(await signPublic(rootSeed)),
    sharing,
    seal: b64(await sealPublic(sealSeed)),
    sign: b64(await signPublic(signSeed)),
    shares: await Promise.all([entry("paper", shares[0]), entry(second, shares[1]), entry("custodian", shares[2])]),
    created,
  };
  return { signed: await sign(rootSeed, "sharing", record), record, shares };
}

/** The sharing that this root signed for this practice. */
export async function verifySharing(signed: Signed, practice: string, root: Bytes): Promise<Sharing> {
  const record = await verify(root, "sharing", signed, sharingShape);
  insist(record.practice === practice && record.root === b64(root), "another_practice");
  const holders = record.shares.map(({ holder }) => holder).join(" ");
  insist(holders === "paper colleague custodian" || holders === "paper paper custodian", "bad_structure");
  insist(new Set(record.shares.map((entry) => entry.sign)).size === numbers.length, "bad_structure");
  return record;
}

export function sharingHash(signed: Signed): string {
  return hex(bodyHash("sharing", signed));
}

/** Which of the record's shares this is. */
export async function numberOf(record: Sharing, share: Bytes): Promise<number> {
  const publicHalf = b64((await shareKeys(share)).signPublic);
  const place = record.shares.findIndex((entry) => entry.sign === publicHalf);
  insist(place >= 0, "wrong_share");
  return place + 1;
}

/** Two shares, each of which is one of the record's, give the recovery key. */
export async function combineShares(record: Sharing, shares: readonly Bytes[]): Promise<RecoveryKeys> {
  const [share, other, ...more] = shares;
  insist(share !== undefined && other !== undefined && more.length === 0, "bad_structure");
  const [here, there] = [await numberOf(record, share), await numberOf(record, other)];
  insist(here !== there, "same_share");
  const keys = recoveryKeys(combine(here, share, there, other));
  insist(b64(await sealPublic(keys.sealSeed)) === record.seal, "cannot_open");
  insist(b64(await signPublic(keys.signSeed)) === record.sign, "cannot_open");
  return keys;
}

export function sharingContext({ practice, sharing }: Pick<Sharing, "practice" | "sharing">) {
  return { v: 1, practice, sharing } as const;
}

function wrapContext(record: Sharing, epoch: number): Context {
  return { ...sharingContext(record), epoch };
}

/** The root and an epoch's secrets, for whoever combines two shares. It needs the public half alone. */
export async function wrapRecovery(record: Sharing, rootSeed: Bytes, epoch: number, secrets: readonly CompartmentSecrets[]): Promise<Bytes> {
  const content = canonical({ v: 1, type: "recovery", practice: record.practice, epoch, root_seed: b64(rootSeed), secrets });
  return seal(fromB64(record.seal), "recovery", wrapContext(record, epoch), content);
}

/** The root and the secrets of this epoch, once they are those that the records name. */
export async function openRecovery(sealed: Bytes, { sealSeed }: RecoveryKeys, record: Sharing, epoch: EpochRecord): Promise<RecoveryContent> {
  const content = contentShape(parse(await open(sealSeed, "recovery", wrapContext(record, epoch.epoch), sealed)));
  insist(content.practice === record.practice && content.epoch === epoch.epoch, "bad_structure");
  insist(b64(await signPublic(fromB64(content.root_seed))) === record.root, "cannot_open");
  const names = (them: readonly { name: string }[]) => them.map(({ name }) => name).join(" ");
  insist(names(content.secrets) === names(epoch.compartments), "cannot_open");
  for (const secrets of content.secrets) await checkSecrets(secrets, epoch);
  return content;
}

function wrapHash(sealed: Bytes): string {
  return hex(hash("recovery-wrap", sealed));
}

/** What the members list says of the way back; `holder` is the colleague's member id, or empty. */
export function recoveryPin(signed: Signed, sealed: Bytes, holder: string): RecoveryPin {
  return { sharing: peek(signed, sharingShape).sharing, record: sharingHash(signed), wrap: wrapHash(sealed), holder };
}

/** Unless the members list names this sharing, and this wrap if it is given, it is refused: an older one, say. */
export function checkPinned({ recovery }: Members, signed: Signed, sealed?: Bytes): void {
  insist(recovery !== undefined && recovery.record === sharingHash(signed), "cannot_open");
  insist(sealed === undefined || recovery.wrap === wrapHash(sealed), "cannot_open");
}

export interface Takeover {
  account: string;
  member: string;
  sign: Bytes;
  role: Role;
}

/** Says by which epoch whose account takes the practice up again. */
export async function signTakeover({ signSeed }: RecoveryKeys, record: Sharing, { account, member, sign: own, role }: Takeover, epoch: Signed): Promise<Signed> {
  const takeover = { ...sharingContext(record), type: "takeover", account, member, sign: b64(own), role, epoch: hex(bodyHash("epoch", epoch)) };
  return sign(signSeed, "takeover", takeover);
}

/** What stands behind the `#/practice/recover/` of the address on the paper. */
export function readShareLink(link: string): Bytes {
  const share = fromB64(link);
  if (share.length !== 32) throw new Refusal("bad_share");
  return share;
}
