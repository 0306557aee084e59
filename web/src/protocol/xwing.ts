/**
 * HPKE with X-Wing (SPEC 2.1): the browser's own where it has one, plain JavaScript loaded on first need elsewhere.
 *
 * Native X-Wing keys come back from IndexedDB as null, silently; so only seeds are ever kept, never these keys.
 */
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_MLKEM768_X25519 } from "hpke";
import type { Bytes } from "./encoding";
import { insist, Refusal } from "./errors";

export const encapsulatedLength = 1120;
export const publicLength = 1216;

interface Engine {
  suite: CipherSuite;
  publicOf(seed: Bytes): Promise<Bytes>;
}

/** What TypeScript's library does not know of WebCrypto yet. */
interface ModernSubtle {
  importKey(format: "raw-seed", seed: Bytes, algorithm: string, extractable: boolean, usages: readonly string[]): Promise<CryptoKey>;
  getPublicKey(key: CryptoKey, usages: readonly string[]): Promise<CryptoKey>;
  exportKey(format: "raw-public", key: CryptoKey): Promise<ArrayBuffer>;
}

let chosen: Promise<Engine> | undefined;

function engine(): Promise<Engine> {
  chosen ??= choose();
  return chosen;
}

/** Probed by calling: a browser may list the algorithm and yet lack the seed format. */
async function choose(): Promise<Engine> {
  try {
    await nativePublic(new Uint8Array(32));
    return { suite: suiteWith(KEM_MLKEM768_X25519), publicOf: nativePublic };
  } catch {
    return portableEngine();
  }
}

async function portableEngine(): Promise<Engine> {
  const [{ KEM_MLKEM768_X25519: portableKem }, { MLKEM768X25519 }] = await Promise.all([
    import("@panva/hpke-noble"),
    import("@noble/post-quantum/hybrid.js"),
  ]);
  return { suite: suiteWith(portableKem), publicOf: async (seed) => new Uint8Array(MLKEM768X25519.keygen(seed).publicKey) };
}

/** For tests: both engines must read the same vectors. */
export function usePortableEngine(): void {
  chosen = portableEngine();
}

/** Whether the browser does X-Wing itself. */
export async function isNative(): Promise<boolean> {
  return (await engine()).publicOf === nativePublic;
}

function suiteWith(kem: typeof KEM_MLKEM768_X25519): CipherSuite {
  return new CipherSuite(kem, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
}

async function nativePublic(seed: Bytes): Promise<Bytes> {
  const subtle = crypto.subtle as unknown as ModernSubtle;
  const key = await subtle.importKey("raw-seed", seed, "MLKEM768-X25519", true, ["decapsulateBits"]);
  return new Uint8Array(await subtle.exportKey("raw-public", await subtle.getPublicKey(key, ["encapsulateBits"])));
}

export async function sealPublic(seed: Bytes): Promise<Bytes> {
  insist(seed.length === 32, "bad_structure");
  return (await engine()).publicOf(seed);
}

const coefficientsLength = 1152;
const modulus = 3329;

/** Whether every coefficient of the ML-KEM key is below the modulus (FIPS 203 section 7.2): the portable engine does not look. */
function isReduced(publicKey: Bytes): boolean {
  for (let at = 0; at < coefficientsLength; at += 3) {
    const [low = 0, middle = 0, high = 0] = publicKey.subarray(at, at + 3);
    if ((low | ((middle & 0x0f) << 8)) >= modulus || ((middle >> 4) | (high << 4)) >= modulus) return false;
  }
  return true;
}

export interface Sealed {
  encapsulated: Uint8Array;
  ciphertext: Uint8Array;
}

export async function hpkeSeal(publicKey: Bytes, info: Bytes, plain: Bytes): Promise<Sealed> {
  insist(publicKey.length === publicLength && isReduced(publicKey), "bad_structure");
  const { suite } = await engine();
  try {
    const { encapsulatedSecret, ciphertext } = await suite.Seal(await suite.DeserializePublicKey(publicKey), plain, { info });
    return { encapsulated: encapsulatedSecret, ciphertext };
  } catch (cause) {
    throw new Refusal("bad_structure", { cause });
  }
}

export async function hpkeOpen(seed: Bytes, info: Bytes, sealed: Sealed): Promise<Bytes> {
  const { suite } = await engine();
  try {
    const key = await suite.DeserializePrivateKey(seed);
    return new Uint8Array(await suite.Open(key, sealed.encapsulated, sealed.ciphertext, { info }));
  } catch (cause) {
    throw new Refusal("cannot_open", { cause });
  }
}
