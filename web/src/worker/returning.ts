/**
 * Rights that come back after a visit was cancelled in time (SPEC 4): asked for by the visit's key, never by a session. All that is sent is
 * made out of the visit's seed, so nothing of it stays in this browser but that it is done with: whoever is interrupted asks again, says the
 * same, and is answered the same. The custodian is asked some minutes later, so that its hour is not that of the cancelling.
 */
import { manageKeys, signRead } from "../protocol/appointments";
import { fromB64, hex, utf8 } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { hash } from "../protocol/primitives";
import { dueOf, requestReturn } from "../protocol/returns";
import { momentOf, partOf } from "../protocol/shapes";
import { type Signed, signedShape } from "../protocol/signed";
import { finishToken, type IssuerKey, type TokenRequest } from "../protocol/tokens";
import type { Custodian } from "./custodian";
import { DoorError } from "./door-types";
import { askAgain } from "./http";
import { originOf, type World } from "./installation";
import * as shelf from "./shelf";

/** A key that issues for less than this is passed over for the next week's. */
const leastLeft = 86_400_000;
const settledKey = "returned";
const dueShape = partOf({ due: signedShape });
/** Nothing is due, and will not be. */
const final: ReadonlySet<string> = new Set(["right_not_due", "appointment_unknown"]);

interface Due {
  request: TokenRequest;
  key: IssuerKey;
  due: Signed;
}

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
  readonly #due = new Map<string, Due>();

  constructor(world: World, custodian: Custodian) {
    this.#world = world;
    this.#custodian = custodian;
  }

  /** Has the platform say what is due for the seeds of cancelled visits; whether anything is. */
  async ask(cancelled: readonly string[]): Promise<boolean> {
    const settled = new Set(await shelf.read<readonly string[]>(settledKey));
    const seeds = cancelled.filter((seed) => !this.#due.has(seed) && !settled.has(mark(seed)));
    try {
      const key = seeds.length > 0 ? keyFor(await this.#custodian.issuerKeys(), new Date()) : undefined;
      if (key !== undefined) for (const seed of seeds) await this.#askOne(seed, key);
    } catch (error) {
      // What is due stays due; a visit is cancelled all the same.
      if (!(error instanceof DoorError || error instanceof Refusal)) throw error;
    }
    return this.#due.size > 0;
  }

  async #askOne(seed: string, key: IssuerKey): Promise<void> {
    const [manageSeed, modulus] = [fromB64(seed), fromB64(key.modulus)];
    const [keys, request] = [await manageKeys(manageSeed), await requestReturn(manageSeed, this.#world.name, modulus)];
    const { key: named, blinded } = dueOf(request, modulus);
    const body = { blinded, key: named };
    const path = `/v1/appointments/${keys.appointment}/right`;
    const read = { origin: originOf(this.#world.platform), method: "POST", path, body: utf8(JSON.stringify(body)) };
    const headers = { "Serment-Signature": await signRead(read, keys, new Date()) };
    try {
      const { due } = await askAgain(this.#world.platform.url + path, { method: "POST", body, headers }, dueShape);
      this.#due.set(seed, { request, key, due });
    } catch (error) {
      if (!(error instanceof DoorError) || !final.has(error.code)) throw error;
      await this.#settle(seed);
    }
  }

  /** Has the custodian sign what the platform said is due. */
  async claim(now: Date = new Date()): Promise<void> {
    const moment = momentOf(now);
    for (const [seed, { request, key, due }] of this.#due) {
      if (moment < key.issue_from) continue;
      const token = await finishToken(request, fromB64(key.modulus), await this.#custodian.signReturn(due));
      await shelf.add("tokens", [{ purpose: "booking", token, redeem_until: key.redeem_until }]);
      await this.#settle(seed);
    }
  }

  async #settle(seed: string): Promise<void> {
    this.#due.delete(seed);
    const settled = new Set(await shelf.read<readonly string[]>(settledKey));
    await shelf.write(settledKey, [...settled.add(mark(seed))].sort());
  }
}
