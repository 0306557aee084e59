/** Two shares take a practice up again whose keys are lost: from a new account, by the holders' leave alone (SPEC 12). */
import { signRead } from "../protocol/appointments";
import { b64, type Bytes, fromB64, hex } from "../protocol/encoding";
import { readShare } from "../protocol/kit";
import { allNewSecrets, clinical, compartments, epochPredecessor, type EpochRecord, lockPrevious, type Members, openMembers, opens, type RootRecord } from "../protocol/practice";
import { derive, hash } from "../protocol/primitives";
import {
  checkPinned,
  combineShares,
  numberOf,
  openRecovery,
  readShareLink,
  type RecoveryContent,
  type RecoveryKeys,
  shareKeys,
  type Sharing,
  signTakeover,
  verifySharing,
} from "../protocol/recovery";
import { rootNow } from "../protocol/replacements";
import { b64Of, identifier, partOf } from "../protocol/shapes";
import { openRelease, type Reason, requestId, requestMark, signRequest } from "../protocol/shares";
import { type Signed, signedShape } from "../protocol/signed";
import { bundleShape, readEntry } from "../protocol/transparency";
import { sealPublic } from "../protocol/xwing";
import type { Memberships } from "./access";
import type { Custodian } from "./custodian";
import { CustodyDesk } from "./custody";
import { DoorError, type FoundPractice, type Member, type NewPapers, type Progress, type ShareRequest, type Takeover } from "./door-types";
import { askAgain } from "./http";
import { originOf, type World } from "./installation";
import type { Log } from "./logs";
import { papersOf } from "./papers";
import { type Practices, withReplacements } from "./practices";
import { type Begun, begunKey, makeEpoch, type NewMember, unprintedOf } from "./rotation";
import type { Account } from "./session";
import * as shelf from "./shelf";
import { republished } from "./team";
import { bodyOf, custodianKey, remade, secondHolder } from "./wayback";

const foundShape = partOf({ practice: identifier, record: signedShape, root: bundleShape, epoch: bundleShape, members: b64Of(), wrap: b64Of() });

/** What a request is about. */
type Asked = Pick<Sharing, "practice" | "sharing">;

/** What one share leads to; closed until there is a second. */
interface Found {
  practice: string;
  root: RootRecord;
  epoch: EpochRecord;
  epochSigned: Signed;
  record: Sharing;
  signed: Signed;
  members: Bytes;
  wrap: Bytes;
}

export interface Opened {
  found: Found;
  keys: RecoveryKeys;
  content: RecoveryContent;
  members: Members;
}

/** A share as it stands on paper: its words, or the address in its picture. */
export async function readTyped(typed: string): Promise<Bytes> {
  const link = /[A-Za-z0-9_-]{43}$/.exec(typed.trim());
  return link !== null && !/\s/.test(typed.trim()) ? readShareLink(link[0]) : readShare(typed);
}

export class Recovery {
  readonly #world: World;
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #log: Log;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #custody: CustodyDesk;

  constructor(world: World, account: Account, custodian: Custodian, log: Log, practices: Practices, memberships: Memberships) {
    this.#world = world;
    this.#account = account;
    this.#custodian = custodian;
    this.#log = log;
    this.#practices = practices;
    this.#memberships = memberships;
    this.#custody = new CustodyDesk(world);
  }

  /** What a share leads to, in words. */
  async look(typed: string): Promise<FoundPractice> {
    const share = await readTyped(typed);
    const { practice, root, record } = await this.find(share);
    const number = await numberOf(record, share);
    return { practice, name: root.name, sharing: record.sharing, created: record.created, number, holder: record.shares[number - 1]?.holder ?? "paper", second: record.shares[1]?.holder ?? "paper" };
  }

  async find(share: Bytes): Promise<Found> {
    const keys = await shareKeys(share);
    const url = `${this.#world.platform.url}/v1/shares/${keys.share}`;
    const read = { origin: originOf(this.#world.platform), method: "GET", path: new URL(url).pathname, body: new Uint8Array() };
    return this.#log.believing(
      async () => {
        const headers = { "Serment-Signature": await signRead(read, keys, new Date()) };
        return { seen: await this.#practices.seen.look(), answer: await askAgain(url, { headers }, withReplacements(foundShape)) };
      },
      async ({ seen, answer }) => {
        const { practice } = answer;
        const { root, epoch, roots } = await this.#practices.verify(answer, practice, seen);
        const record = await verifySharing(answer.record, practice, rootNow(roots));
        await this.#practices.seen.keep(seen);
        const epochSigned = readEntry(answer.epoch, "epoch");
        return { practice, root, epoch, epochSigned, record, signed: answer.record, members: fromB64(answer.members), wrap: fromB64(answer.wrap) };
      },
    );
  }

  /** What two shares open: root and secrets, checked against the records in the log. */
  async open(found: Found, shares: readonly Bytes[]): Promise<Opened> {
    const keys = await combineShares(found.record, shares);
    const content = await openRecovery(found.wrap, keys, found.record, found.epoch);
    const [desk] = content.secrets;
    if (desk === undefined) throw new DoorError("cannot_open");
    const members = await openMembers(found.members, found.epoch, desk);
    checkPinned(members, found.signed, found.wrap);
    return { found, keys, content, members };
  }

  /** Who worked there, once two shares have opened it; nothing is changed yet. */
  async colleagues(typed: readonly string[], custodian: boolean): Promise<readonly Member[]> {
    const { members } = await this.#opened(typed, custodian);
    const own = (await this.#memberships.keys()).member;
    return members.members.map((entry) => {
      const { member, name, role, officer } = entry;
      return { member, name, role, officer, clinical: opens(entry, clinical), self: member === own };
    });
  }

  /** Asks for the custodian's share; asked again while that goes on, it is the same request. */
  async askCustodian(typed: string, reason: Reason): Promise<ShareRequest> {
    const share = await readTyped(typed);
    const { practice, record } = await this.find(share);
    const kept = await shelf.read<Signed>(this.#requestKey(record));
    if (kept !== undefined && (await this.#goesOn(kept))) return this.progress(record);
    const request = await signRequest(share, record, reason, await sealPublic(this.#device(record)), new Date());
    await this.#custody.ask(request);
    await shelf.write(this.#requestKey(record), request);
    return this.progress(record);
  }

  async progress(sharing: Asked): Promise<ShareRequest> {
    const request = await this.#kept(sharing);
    const { state, objected, released } = await this.#custody.progress(request);
    return { mark: requestMark(request), state, objected, released: released !== "" };
  }

  async #released(found: Found): Promise<Bytes> {
    const request = await this.#kept(found.record);
    const { released } = await this.#custody.progress(request);
    if (released === "") throw new DoorError("share_unreleased");
    return openRelease(fromB64(released), requestId(request), found.record, this.#device(found.record));
  }

  /** This account becomes the practice's officer; everybody leaves but those whom it keeps. */
  async takeUp({ typed, custodian, name, role, keep }: Takeover, progress: Progress): Promise<NewPapers> {
    const opened = await this.#opened(typed, custodian);
    const { practice, root } = opened.found;
    // Pinned first: should the answer be lost, the practice is still found again.
    await this.#account.changeVault((vault) => {
      const others = vault.practices.filter((known) => known.practice !== practice);
      return { ...vault, practices: [...others, { practice, root: root.root }] };
    });
    const papers = await this.#take(opened, { name, role, keep }, progress);
    await shelf.drop(this.#requestKey(opened.found.record));
    return papers;
  }

  async #take({ found, keys, content, members }: Opened, { name, role, keep }: Omit<Takeover, "typed" | "custodian">, progress: Progress): Promise<NewPapers> {
    const { practice, epoch: before } = found;
    const rootSeed = fromB64(content.root_seed);
    const own = await this.#memberships.keys();
    const me: NewMember = { member: own.member, role, officer: true, sign: b64(own.signPublic), seal: b64(own.sealPublic), name };
    const staying = members.members.filter(({ member, officer }) => keep.includes(member) && !officer && member !== own.member);
    const people = [...staying, me];
    const secrets = allNewSecrets(practice, before.epoch + 1);
    const ordered = compartments.map((compartment) => secrets[compartment]);
    const previous = await Promise.all(content.secrets.map((old) => lockPrevious(old, secrets[old.name])));
    const shares = { rootSeed, practice, epoch: before.epoch + 1, secrets: ordered, number: found.record.sharing + 1 };
    const second = secondHolder(people, own.member, "");
    const back = await remade({ ...shares, second, custodianKey: await custodianKey(this.#custodian, false) });
    const granted = new Set(staying.filter((entry) => opens(entry, clinical)).map(({ member }) => member));
    const draft = { secrets, predecessor: epochPredecessor(found.epochSigned), previous, people, granted, rootSeed, recovery: back.pin };
    const made = await makeEpoch(draft, progress);
    const body = {
      ...made,
      takeover: await signTakeover(keys, found.record, { account: this.#account.open.account, member: own.member, sign: own.signPublic, role }, made.epoch),
      previous: previous.map((locked, place) => ({ compartment: compartments[place] ?? clinical, locked: b64(locked) })),
      removed: members.members.filter((entry) => !staying.includes(entry)).map(({ member }) => member),
      publication: await republished(this.#practices, practice, secrets.desk),
      way_back: bodyOf(back),
    };
    // Before they can be valid: should the answer be lost, the team's page knows that nobody has printed them, until that is done.
    const key = begunKey(this.#account.open.root, practice);
    const unprinted = (await shelf.read<Begun>(key))?.made ?? [];
    await shelf.write(key, unprintedOf(before.epoch, [...unprinted, back.pin.record]));
    await this.#account.ask(`/practices/${practice}/takeover`, { method: "POST", body }, partOf({ epoch: bundleShape }));
    if (back.made === undefined) throw new DoorError("unexpected");
    await this.#custody.tryToHandOver(this.#account, rootSeed, back.made);
    return papersOf(back.made);
  }

  /** The shares that were typed, with the custodian's where it was released to this account. */
  async gather(typed: readonly string[], custodian: boolean): Promise<{ found: Found; shares: readonly Bytes[] }> {
    const shares = await Promise.all(typed.map(readTyped));
    const [first] = shares;
    if (first === undefined) throw new DoorError("bad_share");
    const found = await this.find(first);
    return { found, shares: custodian ? [first, await this.#released(found)] : shares };
  }

  async #opened(typed: readonly string[], custodian: boolean): Promise<Opened> {
    const { found, shares } = await this.gather(typed, custodian);
    return this.open(found, shares);
  }

  /** Derived, not stored: the account that asked can open what is released in any browser. */
  #device({ practice, sharing }: Asked): Bytes {
    return derive(this.#account.open.root, `recovery/device/${practice}/${sharing}`);
  }

  async #kept(sharing: Asked): Promise<Signed> {
    const request = await shelf.read<Signed>(this.#requestKey(sharing));
    if (request === undefined) throw new DoorError("share_unreleased");
    return request;
  }

  /** What was released of shares that were replaced since is worth nothing, and another account opens none of it. */
  #requestKey({ practice, sharing }: Asked): string {
    return `share-request:${hex(hash("share-request", this.#account.open.root)).slice(0, 32)}:${practice}:${sharing}`;
  }

  async #goesOn(request: Signed): Promise<boolean> {
    try {
      const { state, objected } = await this.#custody.progress(request);
      return ["asked", "approved", "done"].includes(state) && !objected;
    } catch (error) {
      if (error instanceof DoorError && error.code === "offline") throw error;
      return false;
    }
  }
}
