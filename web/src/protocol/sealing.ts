/** Sealing to a public key and locking under a symmetric one; purpose and context are bound to the bytes (SPEC 2). */
import { type Bytes, canonical, concat, type Json } from "./encoding";
import { insist } from "./errors";
import { decrypt, encrypt, label } from "./primitives";
import { encapsulatedLength, hpkeOpen, hpkeSeal } from "./xwing";

const version = Uint8Array.of(1);

export type Context = Readonly<Record<string, Json>> & { v: 1 };

function bound(purpose: string, context: Context): Bytes {
  return concat(label(purpose), canonical(context));
}

/** Drops the version byte, after looking at it. */
function unversioned(bytes: Bytes): Bytes {
  insist(bytes.length > 0, "cannot_open");
  insist(bytes[0] === 1, "unknown_version");
  return bytes.slice(1);
}

export async function seal(publicKey: Bytes, purpose: string, context: Context, plain: Bytes): Promise<Bytes> {
  const { encapsulated, ciphertext } = await hpkeSeal(publicKey, bound(purpose, context), plain);
  return concat(version, encapsulated, ciphertext);
}

export async function open(seed: Bytes, purpose: string, context: Context, sealed: Bytes): Promise<Bytes> {
  const body = unversioned(sealed);
  insist(body.length >= encapsulatedLength + 16, "cannot_open");
  const parts = { encapsulated: body.slice(0, encapsulatedLength), ciphertext: body.slice(encapsulatedLength) };
  return hpkeOpen(seed, bound(purpose, context), parts);
}

export async function lock(key: Bytes, purpose: string, context: Context, plain: Bytes): Promise<Bytes> {
  return concat(version, await encrypt(key, plain, bound(purpose, context)));
}

export async function unlock(key: Bytes, purpose: string, context: Context, locked: Bytes): Promise<Bytes> {
  return decrypt(key, unversioned(locked), bound(purpose, context));
}
