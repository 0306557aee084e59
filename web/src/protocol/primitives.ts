/** Hashes, keys and ciphers by their SPEC names (sections 1 and 2.2). No meaning here, only bytes. */
import { hkdf } from "@noble/hashes/hkdf.js";
import { hmac as nobleHmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { b64, type Bytes, concat, equal, fromB64, fromHex, hex, utf8 } from "./encoding";
import { insist, Refusal } from "./errors";

const subtle = globalThis.crypto.subtle;
const nonceLength = 12;

/** RFC 8410 section 7 around a bare 32-byte seed; WebCrypto takes Ed25519 private keys in no shorter form. */
const ed25519Prefix = fromHex("302e020100300506032b657004220420");

export function random(length: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function label(name: string): Bytes {
  return utf8(`serment/v1/${name}\0`);
}

export function sha256(data: Uint8Array): Bytes {
  return new Uint8Array(nobleSha256(data));
}

export function hash(name: string, data: Uint8Array): Bytes {
  return sha256(concat(label(name), data));
}

export function derive(secret: Uint8Array, name: string, length = 32): Bytes {
  return new Uint8Array(hkdf(nobleSha256, secret, new Uint8Array(0), utf8(`serment/v1/${name}`), length));
}

export function hmac(key: Bytes, data: Bytes): Bytes {
  return new Uint8Array(nobleHmac(nobleSha256, key, data));
}

export function isMac(mac: Bytes, key: Bytes, data: Bytes): boolean {
  // Hashed first, so that the time of the comparison tells nothing of the expected value.
  return equal(sha256(mac), sha256(hmac(key, data)));
}

async function signingKey(seed: Bytes, extractable: boolean): Promise<CryptoKey> {
  insist(seed.length === 32, "bad_structure");
  return subtle.importKey("pkcs8", concat(ed25519Prefix, seed), "Ed25519", extractable, ["sign"]);
}

export async function signPublic(seed: Bytes): Promise<Bytes> {
  const { x } = await subtle.exportKey("jwk", await signingKey(seed, true));
  return fromB64(x ?? "");
}

export async function ed25519Sign(seed: Bytes, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.sign("Ed25519", await signingKey(seed, false), message));
}

/** The y of the points of small order (RFC 8032 section 5.1), without the bit for the sign of x. */
const smallOrder = new Set([
  "00".repeat(32),
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);
const beyondTheField = /^(?:e[def]|f[0-9a-f])(?:ff){30}7f$/;

/** Whether somebody can have drawn this key: browsers differ over others, and must not. */
function isDrawn(publicKey: Bytes): boolean {
  const y = publicKey.slice();
  y[31] = (y[31] ?? 0) & 0x7f;
  const digits = hex(y);
  return !smallOrder.has(digits) && !beyondTheField.test(digits);
}

export async function ed25519Verify(publicKey: Bytes, message: Bytes, signature: Bytes, code = "bad_signature"): Promise<void> {
  insist(isDrawn(publicKey), code);
  let good = false;
  try {
    const key = await subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    good = await subtle.verify("Ed25519", key, signature, message);
  } catch (cause) {
    throw new Refusal(code, { cause });
  }
  insist(good, code);
}

/** A key pair whose private half never leaves the browser, fit to be kept in IndexedDB. */
export async function boundSigningKey(): Promise<CryptoKeyPair> {
  return (await subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
}

export async function signBound(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.sign("Ed25519", key, message));
}

export async function exportPublic(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await subtle.exportKey("raw", key));
}

export async function boundCipherKey(): Promise<CryptoKey> {
  return subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function cipherKey(key: Bytes | CryptoKey, usage: "encrypt" | "decrypt"): Promise<CryptoKey> {
  return key instanceof Uint8Array ? subtle.importKey("raw", key, "AES-GCM", false, [usage]) : key;
}

/** Nonce and AES-256-GCM ciphertext with its tag. */
export async function encrypt(key: Bytes | CryptoKey, plain: Bytes, additionalData: Bytes, nonce = random(nonceLength)): Promise<Bytes> {
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, await cipherKey(key, "encrypt"), plain);
  return concat(nonce, new Uint8Array(sealed));
}

export async function decrypt(key: Bytes | CryptoKey, sealed: Bytes, additionalData: Bytes): Promise<Bytes> {
  try {
    const iv = sealed.slice(0, nonceLength);
    const plain = await subtle.decrypt({ name: "AES-GCM", iv, additionalData }, await cipherKey(key, "decrypt"), sealed.slice(nonceLength));
    return new Uint8Array(plain);
  } catch (cause) {
    throw new Refusal("cannot_open", { cause });
  }
}

/** RSASSA-PSS with SHA-384 and salt 48 (RFC 8017 section 8.1.2). */
export async function pssVerify(modulus: Bytes, message: Bytes, signature: Bytes, code: string): Promise<void> {
  const jwk = { kty: "RSA", n: b64(modulus), e: "AQAB", alg: "PS384", ext: true };
  const key = await subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-384" }, false, ["verify"]);
  insist(await subtle.verify({ name: "RSA-PSS", saltLength: 48 }, key, signature, message), code);
}

/** The primes of a new key of 2048 bits, each 128 bytes. */
export async function rsaPrimes(): Promise<{ p: Bytes; q: Bytes }> {
  const parameters = { name: "RSA-PSS", modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: "SHA-384" };
  const { privateKey } = await subtle.generateKey(parameters, true, ["sign", "verify"]);
  const { p, q } = await subtle.exportKey("jwk", privateKey);
  return { p: fromB64(p ?? ""), q: fromB64(q ?? "") };
}

export async function sha384(data: Bytes): Promise<Bytes> {
  return new Uint8Array(await subtle.digest("SHA-384", data));
}
