/**
 * Rights that come back after a visit was cancelled in time (SPEC 4): asked for by the visit's key, never by a session. All that is sent is
 * made out of the visit's seed, which stays in the vault: this browser keeps under which key it was asked, and the platform's word, which is
 * worth nothing without the seed. Whoever is interrupted goes on with the same request, also in another week. The custodian is asked at an
 * hour of its own, neither that of the cancelling nor that of a session: both hands together would know who gave the visit up.
 */
import { manageKeys, signRead } from "../protocol/appointments";
import { fromB64, hex, utf8 } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { hash } from "../protocol/primitives";
import { dueOf, requestReturn } from "../protocol/returns";
import { momentOf, partOf } from "../protocol/shapes";
import { type Signed, signedShape } from "../protocol/signed";
import { finishToken, type IssuerKey } from "../protocol/tokens";
import { apart, type Custodian } from "./custodian";
import { DoorError } from "./door-types";
import { askAgain } from "./http";
import { originOf, type World } from "./installation";
import { below } from "./pools";
import * as shelf from "./shelf";

/** A key that issues for less than this is passed over for the next week's. */
const leastLeft = 86_400_000;
const settledKey = "returned";
const keptKey = "returning";
/** Beyond what a browser's idle connection lives, and spread. */
const [soonest, spread] = [apart, 1_200_000];
const dueShape = partOf({ due: signedShape });
/** Nothing is due, and will not be. */
const final: ReadonlySet<string> = new Set(["right_not_due", "appointment_unknown"]);

/** Under which key a right was asked for, and the platform's word once it is here; by the mark of its seed. */
interface Kept {
  key: IssuerKey;
  due?: Signed;
}

type Shelved = Readonly<Record<string, Kept>>;

/** The key under which a right is asked for: this week's, or next week's on its last day. */
export function keyFor(keys: readonly IssuerKey[], now: Date): IssuerKey | undefined {
  const enough = momentOf(new Date(now.getTime() + leastLeft));
  const lasting = keys.filter(({ purpose, issue_until }) => purpose === "booking" && issue_until > enough);
  return lasting.sort((a, b) => (a.issue_from < b.issue_from ? -1 : 1))[0];
}

function mark(seed: string): string {
  return hex(hash("seed-mark", utf8(seed)));
}

export class Returns {
  readonly #world: World;
  readonly #custodian: Custodian;
  /** The seeds for which a word is here. */
  readonly #due = new Set<string>();
  #last: Promise<void> = Promise.resolve();
  #claiming: ReturnType<typeof setTimeout> | undefined;

  constructor(world: World, custodian: Custodian) {
    this.#world = world;
    this.#custodian = custodian;
  }

  /** One after the other, for each writes down anew what is kept. */
  async #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    await done;
  }

  stop(): void {
    clearTimeout(this.#claiming);
    this.#claiming = undefined;
  }

  /** Has the platform say what is due for the seeds of cancelled visits; what is due for any seed of one's own is claimed later. */
  async ask(cancelled: readonly string[], own: readonly string[] = cancelled): Promise<void> {
    await this.#inTurn(async () => this.#askAll(cancelled, own));
  }

  async #askAll(cancelled: readonly string[], own: readonly string[]): Promise<void> {
    const [settled, before] = [new Set(await shelf.read<readonly string[]>(settledKey)), await kept()];
    const seeds = cancelled.filter((seed) => before[mark(seed)]?.due === undefined && !settled.has(mark(seed)));
    try {
      const keys = seeds.length > 0 ? await this.#custodian.issuerKeys() : [];
      for (const seed of seeds) await this.#askOne(seed, lasting(before[mark(seed)]?.key) ?? keyFor(keys, new Date()));
    } catch (error) {
      // What is due stays due; a visit is cancelled all the same.
      if (!(error instanceof DoorError || error instanceof Refusal)) throw error;
    }
    const after = await kept();
    for (const seed of own) if (after[mark(seed)]?.due !== undefined) this.#due.add(seed);
    if (this.#due.size > 0) this.#claimLater();
  }

  /** Under the key that is noted before it is used: another week's would be another request, and refused. */
  async #askOne(seed: string, key: IssuerKey | undefined): Promise<void> {
    if (key === undefined) return;
    const [manageSeed, modulus] = [fromB64(seed), fromB64(key.modulus)];
    const [keys, request] = [await manageKeys(manageSeed), await requestReturn(manageSeed, this.#world.name, modulus)];
    const { key: named, blinded } = dueOf(request, modulus);
    const body = { blinded, key: named };
    const path = `/v1/appointments/${keys.appointment}/right`;
    const read = { origin: originOf(this.#world.platform), method: "POST", path, body: utf8(JSON.stringify(body)) };
    const headers = { "Serment-Signature": await signRead(read, keys, new Date()) };
    await keep(seed, { key });
    try {
      const { due } = await askAgain(this.#world.platform.url + path, { method: "POST", body, headers }, dueShape);
      await keep(seed, { key, due });
    } catch (error) {
      if (!(error instanceof DoorError) || !final.has(error.code)) throw error;
      await this.#settle(seed);
    }
  }

  #claimLater(): void {
    this.#claiming ??= setTimeout(() => {
      this.#claiming = undefined;
      // Whatever fails now is claimed another day.
      if (this.#custodian.isQuiet) void this.claim().catch(() => undefined);
      else this.#claimLater();
    }, soonest + below(spread));
  }

  /** Has the custodian sign what the platform said is due. */
  async claim(now: Date = new Date()): Promise<void> {
    await this.#inTurn(async () => this.#claimAll(now));
  }

  async #claimAll(now: Date): Promise<void> {
    const [moment, words] = [momentOf(now), await kept()];
    for (const seed of this.#due) {
      const { key, due } = words[mark(seed)] ?? {};
      if (key === undefined || due === undefined || key.issue_until <= moment) await this.#settle(seed);
      else if (key.issue_from <= moment) await this.#claimOne(seed, key, due);
    }
  }

  async #claimOne(seed: string, key: IssuerKey, due: Signed): Promise<void> {
    const modulus = fromB64(key.modulus);
    const request = await requestReturn(fromB64(seed), this.#world.name, modulus);
    const token = await finishToken(request, modulus, await this.#custodian.signReturn(due));
    await shelf.add("tokens", [{ purpose: "booking", token, redeem_until: key.redeem_until }]);
    await this.#settle(seed);
  }

  async #settle(seed: string): Promise<void> {
    this.#due.delete(seed);
    const settled = new Set(await shelf.read<readonly string[]>(settledKey));
    await shelf.write(settledKey, [...settled.add(mark(seed))].sort());
    const { [mark(seed)]: _done, ...others } = await kept();
    await shelf.write(keptKey, others);
  }
}

async function kept(): Promise<Shelved> {
  return (await shelf.read<Shelved>(keptKey)) ?? {};
}

async function keep(seed: string, one: Kept): Promise<void> {
  await shelf.write(keptKey, { ...(await kept()), [mark(seed)]: one });
}

/** A key that issues no more is of no use, whether or not anybody was asked under it. */
function lasting(key: IssuerKey | undefined): IssuerKey | undefined {
  return key !== undefined && key.issue_until > momentOf(new Date()) ? key : undefined;
}
