/** A second device, let in by the first over a code on its screen (SPEC 3). What they exchange opens nothing by itself. */
import { type Audience, browserSecret, type WayIn, wayIn } from "../protocol/accounts";
import { deviceMark, type DeviceOffer, lockOffer, openOffer, readDeviceLink, rendezvousId, writeDeviceLink } from "../protocol/devices";
import { b64, type Bytes, fromB64 } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import { b64Of, partOf } from "../protocol/shapes";
import { DoorError } from "./door-types";
import { aMoment, askAgain, askNothing } from "./http";
import type { World } from "./installation";
import type { Account } from "./session";
import type { Ways } from "./ways";

const offerShape = partOf({ offer: b64Of() });

/** What lies at the rendezvous; nothing while nobody has answered. */
async function offerAt(world: World, rendezvous: string): Promise<Bytes | undefined> {
  const { offer } = await askAgain(`${world.platform.url}/v1/rendezvous/${rendezvous}`, {}, offerShape);
  return offer === "" ? undefined : fromB64(offer);
}

/** The first device's side. */
export class Welcome {
  readonly #world: World;
  readonly #account: Account;
  readonly #ways: Ways;
  #secret: Bytes | undefined;
  #offer: DeviceOffer | undefined;

  constructor(world: World, account: Account, ways: Ways) {
    this.#world = world;
    this.#account = account;
    this.#ways = ways;
  }

  /** What belongs behind the `#/` of an address of the app. */
  async show(): Promise<string> {
    const secret = random(32);
    await this.#account.tell("/rendezvous", { method: "POST", body: { rendezvous: rendezvousId(secret) } });
    [this.#secret, this.#offer] = [secret, undefined];
    return writeDeviceLink(this.#account.open.audience, secret);
  }

  /** The name and the mark of whoever answers; refuses once the time is over, or another code is shown. */
  async hear(): Promise<{ name: string; mark: string }> {
    const secret = this.#secret;
    while (secret !== undefined && secret === this.#secret) {
      const locked = await offerAt(this.#world, rendezvousId(secret));
      if (locked === undefined) {
        await aMoment();
        continue;
      }
      const offer = await openOffer(secret, locked);
      if (offer.audience !== this.#account.open.audience) throw new DoorError("bad_structure");
      this.#offer = offer;
      return { name: offer.name, mark: deviceMark(locked) };
    }
    throw new DoorError("rendezvous_unknown");
  }

  async admit(): Promise<void> {
    if (this.#offer === undefined) throw new DoorError("rendezvous_unknown");
    await this.#ways.add(this.#offer, "browser", this.#offer.name);
    await this.end();
  }

  /** The other device reads in it that it may try to enter. */
  async end(): Promise<void> {
    const secret = this.#secret;
    [this.#secret, this.#offer] = [undefined, undefined];
    if (secret !== undefined) await this.#account.tell(`/rendezvous/${rendezvousId(secret)}`, { method: "DELETE" });
  }
}

/** The second device's side. Its unlock secret never leaves it. */
export class Arrival {
  readonly #world: World;
  readonly #rendezvous: string;
  readonly bytes = random(32);
  readonly way: WayIn;
  readonly name: string;

  private constructor(world: World, rendezvous: string, audience: Audience, name: string) {
    this.#world = world;
    this.#rendezvous = rendezvous;
    this.way = wayIn(browserSecret(this.bytes), audience);
    this.name = name;
  }

  static async offer(world: World, link: string, name: string): Promise<{ arrival: Arrival; mark: string }> {
    const { audience, secret } = readDeviceLink(link);
    const rendezvous = rendezvousId(secret);
    const arrival = new Arrival(world, rendezvous, audience, name);
    const locked = await lockOffer(secret, arrival.way, name);
    await askNothing(`${world.platform.url}/v1/rendezvous/${rendezvous}`, { method: "PUT", body: { offer: b64(locked) } });
    return { arrival, mark: deviceMark(locked) };
  }

  /** Returns when the first device has taken the rendezvous away, or its time is over. */
  async wait(): Promise<void> {
    try {
      for (;;) {
        await offerAt(this.#world, this.#rendezvous);
        await aMoment();
      }
    } catch (error) {
      if (!(error instanceof DoorError) || error.code !== "rendezvous_unknown") throw error;
    }
  }
}
