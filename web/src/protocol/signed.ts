/** Signed structures: canonical bytes and an Ed25519 signature under one name (SPEC 1). */
import { b64, type Bytes, canonical, concat, fromB64, type Json, parse } from "./encoding";
import { ed25519Sign, ed25519Verify, hash, label } from "./primitives";
import { b64Of, object, type Read, type Shape } from "./shapes";

export const signedShape = object({ body: b64Of(), signature: b64Of(64) });
export type Signed = Read<typeof signedShape>;

export async function signBytes(seed: Bytes, name: string, body: Bytes): Promise<Bytes> {
  return ed25519Sign(seed, concat(label(name), body));
}

export async function verifyBytes(publicKey: Bytes, name: string, body: Bytes, signature: Bytes, code?: string): Promise<void> {
  await ed25519Verify(publicKey, concat(label(name), body), signature, code);
}

export async function sign(seed: Bytes, name: string, value: Json): Promise<Signed> {
  const body = canonical(value);
  return { body: b64(body), signature: b64(await signBytes(seed, name, body)) };
}

/** The structure, once its signature held. */
export async function verify<T extends Json>(publicKey: Bytes, name: string, signed: Signed, shape: Shape<T>, code?: string): Promise<T> {
  const body = fromB64(signed.body);
  await verifyBytes(publicKey, name, body, fromB64(signed.signature), code);
  return shape(parse(body));
}

/** Reads without believing: to learn which key should have signed. */
export function peek<T extends Json>(signed: Signed, shape: Shape<T>): T {
  return shape(parse(fromB64(signed.body)));
}

export function bodyHash(name: string, signed: Signed): Bytes {
  return hash(name, fromB64(signed.body));
}
