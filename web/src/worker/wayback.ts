/** What leads back into a new epoch: the wrap of the recovery key, and new shares where there must be any (SPEC 12). */
import { b64, type Bytes, fromB64 } from "../protocol/encoding";
import type { CompartmentSecrets, Members, RecoveryPin } from "../protocol/practice";
import { checkPinned, newSharing, recoveryPin, type Sharing, verifySharing, wrapRecovery } from "../protocol/recovery";
import { b64Of, dayOf, list, matching, partOf } from "../protocol/shapes";
import { sealForColleague, sealForCustodian } from "../protocol/shares";
import { type Signed, signedShape } from "../protocol/signed";
import type { PracticeAccess } from "./access";
import type { Custodian } from "./custodian";
import { DoorError, onPaper } from "./door-types";
import type { NewMember } from "./rotation";
import type { Account } from "./session";

const answerShape = partOf({
  record: signedShape,
  holder: matching(/^(?:[0-9a-f]{32})?$/),
  colleague: b64Of(),
  custodian: b64Of(),
  relay: b64Of(),
  checks: list(signedShape),
});

/** The shares now valid: those that the members list names, whatever the platform shows. */
export interface KnownSharing {
  signed: Signed;
  record: Sharing;
  pin: RecoveryPin;
  colleague: Bytes;
  custodian: Bytes;
  /** The platform's signature under the record: an officer of now has asked for it. */
  relay: string;
  checks: readonly Signed[];
}

/** New shares: those for paper are here and nowhere else, until they were printed. */
export interface MadeShares {
  signed: Signed;
  record: Sharing;
  papers: readonly Bytes[];
  /** Sealed to the custodian; empty where it could not be asked for its key. */
  custodian: Bytes;
}

export interface WayBack {
  pin: RecoveryPin;
  wrap: Bytes;
  colleague: Bytes;
  made?: MadeShares;
}

export function bodyOf({ pin, wrap, colleague, made }: WayBack) {
  const body = { wrap: b64(wrap) };
  if (made === undefined) return body;
  return { ...body, sharing: { record: made.signed, holder: pin.holder, colleague: b64(colleague), custodian: b64(made.custodian) } };
}

export async function readSharing(account: Account, access: PracticeAccess): Promise<KnownSharing | undefined> {
  const pin = access.members.recovery;
  if (pin === undefined) return undefined;
  const answer = await ask(account, access.practice);
  const record = await verifySharing(answer.record, access.practice, fromB64(access.root.root));
  checkPinned(access.members, answer.record);
  return { signed: answer.record, record, pin, colleague: fromB64(answer.colleague), custodian: fromB64(answer.custodian), relay: answer.relay, checks: answer.checks };
}

/** The platform's signature under the shares now valid, without which the custodian takes none. */
export async function relayOf(account: Account, practice: string): Promise<string> {
  return (await ask(account, practice)).relay;
}

function ask(account: Account, practice: string) {
  return account.ask(`/practices/${practice}/sharing`, {}, answerShape);
}

export async function knownSharing(account: Account, access: PracticeAccess): Promise<KnownSharing> {
  const known = await readSharing(account, access);
  if (known === undefined) throw new DoorError("sharing_unknown");
  return known;
}

/** The same shares lead into the new epoch. */
export async function renewed({ signed, record, pin }: KnownSharing, rootSeed: Bytes, epoch: number, secrets: readonly CompartmentSecrets[]): Promise<WayBack> {
  const wrap = await wrapRecovery(record, rootSeed, epoch, secrets);
  return { pin: recoveryPin(signed, wrap, pin.holder), wrap, colleague: new Uint8Array() };
}

export interface NewShares {
  rootSeed: Bytes;
  practice: string;
  epoch: number;
  secrets: readonly CompartmentSecrets[];
  number: number;
  /** Nobody: the second share is on paper, too. */
  second: NewMember | undefined;
  /** Empty where the custodian is away. */
  custodianKey: Bytes;
}

export async function remade({ rootSeed, practice, epoch, secrets, number, second, custodianKey }: NewShares): Promise<WayBack> {
  const { signed, record, shares } = await newSharing(rootSeed, practice, number, second === undefined ? "paper" : "colleague", dayOf(new Date()));
  const wrap = await wrapRecovery(record, rootSeed, epoch, secrets);
  const holder = second?.member ?? "";
  const colleague = second === undefined ? new Uint8Array() : await sealForColleague(shares[1], record, holder, fromB64(second.seal));
  const custodian = custodianKey.length === 0 ? new Uint8Array() : await sealForCustodian(shares[2], record, custodianKey);
  const papers = second === undefined ? [shares[0], shares[1]] : [shares[0]];
  return { pin: recoveryPin(signed, wrap, holder), wrap, colleague, made: { signed, record, papers, custodian } };
}

/**
 * Who gets the second share: whoever is named, else another officer; nobody means paper. An officer has everything
 * anyway, so with one the shares are in no hand that could do more than before.
 */
export function secondHolder(people: readonly NewMember[], maker: string, wanted: string): NewMember | undefined {
  const others = people.filter(({ member }) => member !== maker);
  if (wanted === onPaper) return undefined;
  if (wanted === "") return others.find(({ officer }) => officer);
  const found = others.find(({ member }) => member === wanted);
  if (found === undefined) throw new DoorError("holder_misplaced");
  return found;
}

/** Nobody who must leave stays because the custodian is away: then empty, if that may be. */
export async function custodianKey(custodian: Custodian, needed: boolean): Promise<Bytes> {
  try {
    return await custodian.shareKey();
  } catch (error) {
    if (needed) throw error;
    return new Uint8Array();
  }
}

/** The holder of the second share is among those who go. */
export function leavesAShare({ recovery }: Members, removed: readonly string[]): boolean {
  return recovery !== undefined && recovery.holder !== "" && removed.includes(recovery.holder);
}
