/**
 * A second device, let in by the first over a code on its screen (SPEC 3). What they exchange opens nothing by itself.
 * The first device hears one offer for a code, and only then reveals what the digits hang on: whoever makes an offer, or
 * relays one, has one guess in a million.
 */
import { type Audience, browserSecret, type WayIn, wayIn } from "../protocol/accounts";
import {
  accountProof,
  deviceMark,
  type DeviceOffer,
  type DeviceReveal,
  lockOffer,
  lockReveal,
  newReveal,
  openOffer,
  openReveal,
  readDeviceLink,
  rendezvousId,
  secretOf,
  writeDeviceLink,
} from "../protocol/devices";
import { b64, type Bytes, fromB64 } from "../protocol/encoding";
import { insist } from "../protocol/errors";
import { random } from "../protocol/primitives";
import { b64Of, partOf } from "../protocol/shapes";
import { DoorError } from "./door-types";
import { aMoment, askAgain, askNothing } from "./http";
import type { World } from "./installation";
import type { Account } from "./session";
import type { Ways } from "./ways";

const rendezvousShape = partOf({ offer: b64Of(), reveal: b64Of() });

/** The offer that lies at the rendezvous, or what was revealed to it; nothing of what is yet to come. */
async function lyingAt(world: World, rendezvous: string, what: "offer" | "reveal"): Promise<Bytes | undefined> {
  const lying = await askAgain(`${world.platform.url}/v1/rendezvous/${rendezvous}`, {}, rendezvousShape);
  return lying[what] === "" ? undefined : fromB64(lying[what]);
}

interface Showing {
  reveal: DeviceReveal;
  heard: boolean;
  offer?: DeviceOffer;
}

/** The first device's side. */
export class Welcome {
  readonly #world: World;
  readonly #account: Account;
  readonly #ways: Ways;
  #showing: Showing | undefined;

  constructor(world: World, account: Account, ways: Ways) {
    this.#world = world;
    this.#account = account;
    this.#ways = ways;
  }

  /** What belongs behind the `#/` of an address of the app. */
  async show(): Promise<string> {
    const reveal = newReveal(this.#account.open.root, random(32));
    const secret = secretOf(reveal);
    await this.#account.tell("/rendezvous", { method: "POST", body: { rendezvous: rendezvousId(secret) } });
    this.#showing = { reveal, heard: false };
    return writeDeviceLink(this.#account.open.audience, secret);
  }

  /**
   * The name and the mark of whoever answers; refuses once the time is over, or another code is shown. The first that
   * answers is the only one heard.
   */
  async hear(): Promise<{ name: string; mark: string }> {
    const showing = this.#showing;
    while (showing !== undefined && this.#awaits(showing)) {
      const locked = await lyingAt(this.#world, rendezvousId(secretOf(showing.reveal)), "offer");
      if (locked !== undefined && this.#awaits(showing)) return this.#tell(showing, locked);
      await aMoment();
    }
    throw new DoorError("rendezvous_unknown");
  }

  #awaits(showing: Showing): boolean {
    return showing === this.#showing && !showing.heard;
  }

  async #tell(showing: Showing, locked: Bytes): Promise<{ name: string; mark: string }> {
    showing.heard = true;
    const secret = secretOf(showing.reveal);
    const offer = await openOffer(secret, locked);
    if (offer.audience !== this.#account.open.audience) throw new DoorError("bad_structure");
    const reveal = b64(await lockReveal(showing.reveal));
    await this.#account.tell(`/rendezvous/${rendezvousId(secret)}/reveal`, { method: "PUT", body: { reveal } });
    showing.offer = offer;
    return { name: offer.name, mark: deviceMark(showing.reveal, locked) };
  }

  async admit(): Promise<void> {
    const offer = this.#showing?.offer;
    if (offer === undefined) throw new DoorError("rendezvous_unknown");
    await this.#ways.add(offer, "browser", offer.name);
    await this.end();
  }

  /** The other device reads in it that it may try to enter. */
  async end(): Promise<void> {
    const showing = this.#showing;
    this.#showing = undefined;
    if (showing !== undefined) await this.#account.tell(`/rendezvous/${rendezvousId(secretOf(showing.reveal))}`, { method: "DELETE" });
  }
}

/** The second device's side. Its unlock secret never leaves it. */
export class Arrival {
  readonly #world: World;
  readonly #rendezvous: string;
  readonly bytes = random(32);
  readonly way: WayIn;
  readonly name: string;
  #account: string | undefined;

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
    const reveal = await arrival.#hear(secret);
    return { arrival, mark: deviceMark(reveal, locked) };
  }

  /** Waits until the first device has heard an offer; it may have said no before we look. */
  async #hear(secret: Bytes): Promise<DeviceReveal> {
    const reveal = await openReveal(secret, await this.#told());
    this.#account = reveal.account;
    return reveal;
  }

  async #told(): Promise<Bytes> {
    try {
      for (;;) {
        const told = await lyingAt(this.#world, this.#rendezvous, "reveal");
        if (told !== undefined) return told;
        await aMoment();
      }
    } catch (error) {
      throw error instanceof DoorError && error.code === "rendezvous_unknown" ? new DoorError("device_not_admitted") : error;
    }
  }

  /** Refuses any account but the one that the code stood for. */
  check(root: Bytes): void {
    insist(this.#account === accountProof(root), "commitment_broken");
  }

  /** Returns when the first device has taken the rendezvous away, or its time is over. */
  async wait(): Promise<void> {
    try {
      for (;;) {
        await lyingAt(this.#world, this.#rendezvous, "offer");
        await aMoment();
      }
    } catch (error) {
      if (!(error instanceof DoorError) || error.code !== "rendezvous_unknown") throw error;
    }
  }
}
