/** A practice's way back, for those who keep it: shares are looked after, and the real case rehearsed (SPEC 12). */
import type { Bytes } from "../protocol/encoding";
import { shareWords, type WordLanguage } from "../protocol/kit";
import { numberOf, type Sharing } from "../protocol/recovery";
import { dayOf } from "../protocol/shapes";
import { openForColleague, signCheck, type ShareCheck, verifyCheck } from "../protocol/shares";
import { type Memberships, nameOf, type PracticeAccess, rootSeedOf } from "./access";
import { CustodyDesk } from "./custody";
import { DoorError, type HeldShare, type SharesState } from "./door-types";
import type { World } from "./installation";
import { readTyped, type Recovery } from "./recovery";
import type { Account } from "./session";
import { knownSharing, type KnownSharing, readSharing } from "./wayback";

export class Shares {
  readonly #account: Account;
  readonly #memberships: Memberships;
  readonly #recovery: Recovery;
  readonly #custody: CustodyDesk;

  constructor(world: World, account: Account, memberships: Memberships, recovery: Recovery) {
    this.#account = account;
    this.#memberships = memberships;
    this.#recovery = recovery;
    this.#custody = new CustodyDesk(world);
  }

  /** How the way back stands; nothing where the practice has no shares. */
  async state(practice: string): Promise<SharesState | undefined> {
    const access = await this.#memberships.renew(practice);
    const known = await readSharing(this.#account, access);
    if (known === undefined) return undefined;
    const checks = await believed(known, access);
    const rehearsal = newest(checks.filter(({ opened }) => opened));
    return {
      sharing: known.record.sharing,
      created: known.record.created,
      shares: known.record.shares.map((_, place) => heldShare(place + 1, known, access, checks)),
      rehearsed: rehearsal && { day: rehearsal.day, by: nameOf(access, rehearsal.member) },
      custody: await this.#prove(access, known.record),
    };
  }

  async #prove(access: PracticeAccess, record: Sharing): Promise<SharesState["custody"]> {
    if (!access.self.officer) return { state: "hidden" };
    try {
      const { since, requests } = await this.#custody.prove(await rootSeedOf(access), record);
      return { state: "held", since, requests };
    } catch (error) {
      return { state: "missing", why: codeOf(error) };
    }
  }

  /** The words of this member's share, to be said to whoever recovers; it is checked, and noted as right. */
  async own(practice: string, language: WordLanguage): Promise<readonly string[]> {
    const { access, known, share } = await this.#ownShare(practice);
    await this.#note(access, known.record, [await numberOf(known.record, share)], false);
    return shareWords(share, language);
  }

  /** A share on paper is one of those now valid: noted, and its number. */
  async check(practice: string, typed: string): Promise<number> {
    const access = await this.#memberships.renew(practice);
    const { record } = await knownSharing(this.#account, access);
    const number = await numberOf(record, await readTyped(typed));
    await this.#note(access, record, [number], false);
    return number;
  }

  async handOver(practice: string): Promise<void> {
    const access = await this.#memberships.renew(practice);
    const { signed, custodian, relay } = await knownSharing(this.#account, access);
    if (custodian.length === 0) throw new DoorError("share_lost");
    await this.#custody.handOver(await rootSeedOf(access), { signed, custodian }, relay);
  }

  /** Opens the way back by two shares, on the very path of the real case; nothing changes but the note of it. */
  async rehearse(practice: string, typed: readonly string[], custodian: boolean): Promise<void> {
    const { found, shares } = await this.#recovery.gather(typed, custodian);
    if (found.practice !== practice) throw new DoorError("wrong_share");
    await this.#recovery.open(found, shares);
    const numbers = await Promise.all(shares.map((share) => numberOf(found.record, share)));
    await this.#note(await this.#memberships.renew(practice), found.record, numbers, true);
  }

  /** Says to the custodian that nobody of this practice asked for its share. */
  async objectTo(practice: string, request: string): Promise<void> {
    const access = await this.#memberships.renew(practice);
    await this.#custody.objectTo(await rootSeedOf(access), request);
  }

  async #ownShare(practice: string): Promise<{ access: PracticeAccess; known: KnownSharing; share: Bytes }> {
    const access = await this.#memberships.renew(practice);
    const known = await knownSharing(this.#account, access);
    const { member, sealSeed } = access.keys;
    if (known.pin.holder !== member) throw new DoorError("share_not_mine");
    return { access, known, share: await openForColleague(known.colleague, known.record, member, sealSeed) };
  }

  async #note({ practice, keys }: PracticeAccess, record: Sharing, numbers: readonly number[], opened: boolean): Promise<void> {
    const check = await signCheck(keys.signSeed, record, numbers, keys.member, dayOf(new Date()), opened);
    await this.#account.tell(`/practices/${practice}/share-checks`, { method: "POST", body: { check } });
  }
}

/** Notes that a member has signed; others are left aside, for they show nothing. */
async function believed({ checks, record }: KnownSharing, { members }: PracticeAccess): Promise<readonly ShareCheck[]> {
  const read = await Promise.all(checks.map((signed) => verifyCheck(signed, record, members).catch(() => undefined)));
  return read.filter((check) => check !== undefined);
}

function newest(checks: readonly ShareCheck[]): ShareCheck | undefined {
  return checks.reduce<ShareCheck | undefined>((last, check) => (last === undefined || check.day > last.day ? check : last), undefined);
}

function heldShare(number: number, { record, pin }: KnownSharing, access: PracticeAccess, checks: readonly ShareCheck[]): HeldShare {
  const holder = record.shares[number - 1]?.holder ?? "paper";
  const check = newest(checks.filter(({ shares }) => shares.includes(number)));
  return {
    number,
    holder,
    name: holder === "colleague" ? nameOf(access, pin.holder) : "",
    mine: holder === "colleague" && pin.holder === access.keys.member,
    checked: check && { day: check.day, by: nameOf(access, check.member) },
  };
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "unexpected";
}
