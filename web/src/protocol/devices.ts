/**
 * A second device: what it offers to a first one that it knows only by a secret on a screen (SPEC 3). The secret is the
 * hash of what the first device reveals once it has heard one offer. So nobody who makes an offer can know which six
 * digits it will have.
 */
import type { Audience, WayIn } from "./accounts";
import { b64, type Bytes, canonical, concat, equal, fromB64, hex, parse } from "./encoding";
import { insist, Refusal } from "./errors";
import { offerBuckets, pad, unpad } from "./padding";
import { derive, hash, signPublic } from "./primitives";
import { type Context, lock, unlock } from "./sealing";
import { b64Of, digest, oneOf, type Read, string, structure } from "./shapes";
import { sealPublic } from "./xwing";

const offerShape = structure({
  type: oneOf("device_offer"),
  audience: oneOf("patient", "staff"),
  locator: digest,
  sign: b64Of(32),
  seal: b64Of(1216),
  name: string,
});
export type DeviceOffer = Read<typeof offerShape>;

const revealShape = structure({ type: oneOf("device_reveal"), account: b64Of(32), nonce: b64Of(32) });
/** What the secret on the screen stands for: whose account it is, and a number that nobody knows before. */
export type DeviceReveal = Read<typeof revealShape>;

export function rendezvousId(secret: Bytes): string {
  return hex(hash("rendezvous", secret)).slice(0, 32);
}

/** What stands behind the `#/` of the address in the QR code. */
export function writeDeviceLink(audience: Audience, secret: Bytes): string {
  return `device/${audience}/${b64(secret)}`;
}

/** Whose account the code leads to, and its secret; whatever stands before the last `device/` does not matter. */
export function readDeviceLink(link: string): { audience: Audience; secret: Bytes } {
  const [, audience, digits] = /(?:^|.*device\/)([a-z]+)\/([^/]*)$/.exec(link.trim()) ?? [];
  insist((audience === "patient" || audience === "staff") && digits !== undefined, "bad_code");
  const secret = bytesOf(digits);
  insist(secret.length === 32, "bad_code");
  return { audience, secret };
}

function bytesOf(digits: string): Bytes {
  try {
    return fromB64(digits);
  } catch (cause) {
    throw new Refusal("bad_code", { cause });
  }
}

function context(secret: Bytes): Context {
  return { v: 1, rendezvous: rendezvousId(secret) };
}

export async function lockOffer(secret: Bytes, way: WayIn, name: string): Promise<Bytes> {
  const offer = canonical({
    v: 1,
    type: "device_offer",
    audience: way.audience,
    locator: hex(way.locator),
    sign: b64(await signPublic(way.signSeed)),
    seal: b64(await sealPublic(way.sealSeed)),
    name,
  });
  return lock(derive(secret, "rendezvous"), "device-offer", context(secret), pad(offer, offerBuckets));
}

export async function openOffer(secret: Bytes, locked: Bytes): Promise<DeviceOffer> {
  const plain = await unlock(derive(secret, "rendezvous"), "device-offer", context(secret), locked);
  return offerShape(parse(unpad(plain, offerBuckets)));
}

/** By which the second device knows the account that it enters; of the root key it tells nothing. */
export function accountProof(root: Bytes): string {
  return b64(derive(root, "device-account"));
}

export function newReveal(root: Bytes, nonce: Bytes): DeviceReveal {
  return { v: 1, type: "device_reveal", account: accountProof(root), nonce: b64(nonce) };
}

/** What the first device shows. */
export function secretOf(reveal: DeviceReveal): Bytes {
  return hash("device-reveal", canonical(reveal));
}

/** For whoever offered; to be said only once an offer was heard, and then no other is. */
export async function lockReveal(reveal: DeviceReveal): Promise<Bytes> {
  const secret = secretOf(reveal);
  return lock(derive(secret, "rendezvous"), "device-reveal", context(secret), canonical(reveal));
}

/** What the first device reveals, if it is what its screen stood for. */
export async function openReveal(secret: Bytes, locked: Bytes): Promise<DeviceReveal> {
  const plain = await unlock(derive(secret, "rendezvous"), "device-reveal", context(secret), locked);
  const reveal = revealShape(parse(plain));
  insist(equal(secretOf(reveal), secret), "commitment_broken");
  return reveal;
}

/** Six digits that a person compares on the two screens. */
export function deviceMark(reveal: DeviceReveal, offer: Bytes): string {
  const said = concat(fromB64(reveal.nonce), secretOf(reveal), offer);
  const number = new DataView(hash("device-mark", said).buffer).getUint32(0);
  return String(number % 1_000_000).padStart(6, "0");
}
