/** The shares of a recovery key in the hands of their holders: sealed, asked for, proved and looked after (SPEC 12). */
import { b64, type Bytes, fromB64, hex } from "./encoding";
import { insist } from "./errors";
import type { Members } from "./practice";
import { hash } from "./primitives";
import { type Holder, numberOf, shareKeys, type Sharing, sharingContext } from "./recovery";
import { open, seal } from "./sealing";
import { b64Of, boolean, day, identifier, integer, list, momentOf, oneOf, type Read, structure } from "./shapes";
import { bodyHash, peek, type Signed, sign, verify } from "./signed";

export const shareKeyShape = structure({ type: oneOf("share_key"), seal: b64Of(1216), from: day });

const custodyShape = structure({ type: oneOf("share_custody"), practice: identifier, sharing: integer(1), challenge: b64Of(32) });
const checkShape = structure({
  type: oneOf("share_check"),
  practice: identifier,
  sharing: integer(1),
  shares: list(integer(1, 3)),
  opened: boolean,
  day,
  member: identifier,
});
/** That a member saw these shares be right, or two of them open the wrap. */
export type ShareCheck = Read<typeof checkShape>;

export type Reason = "practice_recovery" | "drill";

/** A holder may be handed anything: believe only the share that the record names for them. */
async function checked(share: Bytes, record: Sharing, holder: Holder): Promise<Bytes> {
  insist(share.length === 32, "wrong_share");
  insist(record.shares[(await numberOf(record, share)) - 1]?.holder === holder, "wrong_share");
  return share;
}

export async function sealForColleague(share: Bytes, record: Sharing, member: string, memberSeal: Bytes): Promise<Bytes> {
  return seal(memberSeal, "share", { ...sharingContext(record), member }, share);
}

export async function openForColleague(sealed: Bytes, record: Sharing, member: string, sealSeed: Bytes): Promise<Bytes> {
  return checked(await open(sealSeed, "share", { ...sharingContext(record), member }, sealed), record, "colleague");
}

export async function sealForCustodian(share: Bytes, record: Sharing, custodianSeal: Bytes): Promise<Bytes> {
  return seal(custodianSeal, "share-custody", sharingContext(record), share);
}

/** The custodian has its share now: it signed this challenge by it. */
export async function verifyCustody(signed: Signed, record: Sharing, challenge: string): Promise<void> {
  const entry = record.shares.find(({ holder }) => holder === "custodian");
  insist(entry !== undefined, "bad_structure");
  const proof = await verify(fromB64(entry.sign), "share-custody", signed, custodyShape);
  insist(proof.practice === record.practice && proof.sharing === record.sharing && proof.challenge === challenge, "bad_structure");
}

/** Asks for the custodian's share, sealed to a fresh key. */
export async function signRequest(share: Bytes, record: Sharing, reason: Reason, deviceSeal: Bytes, now: Date): Promise<Signed> {
  const request = { ...sharingContext(record), type: "share_request", reason, seal: b64(deviceSeal), time: momentOf(now) };
  return sign((await shareKeys(share)).signSeed, "share-request", request);
}

export function requestId(signed: Signed): string {
  return hex(bodyHash("share-request", signed)).slice(0, 32);
}

/** Six digits by which the custodian's officers and whoever asked know that they speak of the same request. */
export function requestMark(signed: Signed): string {
  const number = new DataView(hash("share-request-mark", fromB64(signed.body)).buffer).getUint32(0);
  return String(number % 1_000_000).padStart(6, "0");
}

export async function openRelease(sealed: Bytes, request: string, record: Sharing, deviceSeed: Bytes): Promise<Bytes> {
  return checked(await open(deviceSeed, "share-release", { ...sharingContext(record), request }, sealed), record, "custodian");
}

export async function signCheck(signSeed: Bytes, record: Sharing, shares: readonly number[], member: string, today: string, opened: boolean): Promise<Signed> {
  const check = { ...sharingContext(record), type: "share_check", shares: [...shares].sort(), opened, day: today, member };
  return sign(signSeed, "share-check", check);
}

/** A note about shares of this sharing, by somebody who is a member now. */
export async function verifyCheck(signed: Signed, record: Sharing, { members }: Members): Promise<ShareCheck> {
  const claimed = members.find(({ member }) => member === peek(signed, checkShape).member);
  insist(claimed !== undefined, "bad_signature");
  const check = await verify(fromB64(claimed.sign), "share-check", signed, checkShape);
  insist(check.practice === record.practice && check.sharing === record.sharing, "another_practice");
  const ordered = check.shares.every((number, place) => place === 0 || number > (check.shares[place - 1] ?? 0));
  insist(ordered && check.shares.length >= (check.opened ? 2 : 1), "bad_structure");
  return check;
}
