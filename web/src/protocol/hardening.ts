/**
 * From a passphrase to its unlock secret: Argon2id here, then the custodian's OPRF (RFC 9497), so that every guess
 * needs the custodian online (SPEC 3 and 5). Both libraries are loaded on first need.
 */
import { type Bytes, concat, utf8 } from "./encoding";
import { insist, Refusal } from "./errors";
import { derive } from "./primitives";

export interface Argon2Cost {
  memory: number;
  passes: number;
}

const cost: Argon2Cost = { memory: 65536, passes: 3 };

/** The same passphrase, however its accents are composed and its words are spaced. */
export function normalizePassphrase(passphrase: string): string {
  return passphrase.normalize("NFKC").replaceAll(/\s+/gu, " ").trim();
}

export async function stretch(passphrase: string, salt: Bytes, { memory, passes }: Argon2Cost = cost): Promise<Bytes> {
  const { argon2id } = await import("hash-wasm");
  const password = utf8(normalizePassphrase(passphrase));
  const stretched = await argon2id({
    password,
    salt,
    memorySize: memory,
    iterations: passes,
    parallelism: 1,
    hashLength: 32,
    outputType: "binary",
  });
  return new Uint8Array(stretched);
}

export interface Blinded {
  blind: Bytes;
  blinded: Bytes;
}

type Suite = (typeof import("@noble/curves/ed25519.js"))["ristretto255_oprf"]["oprf"];

async function oprf(): Promise<Suite> {
  return (await import("@noble/curves/ed25519.js")).ristretto255_oprf.oprf;
}

export async function blind(stretched: Bytes): Promise<Blinded> {
  const made = (await oprf()).blind(stretched);
  return { blind: new Uint8Array(made.blind), blinded: new Uint8Array(made.blinded) };
}

export async function finalize(stretched: Bytes, blindScalar: Bytes, evaluated: Bytes): Promise<Bytes> {
  await checkElement(evaluated);
  return new Uint8Array((await oprf()).finalize(stretched, blindScalar, evaluated));
}

/** A canonical ristretto255 encoding that is not the identity. */
export async function checkElement(element: Bytes): Promise<void> {
  const { ristretto255 } = await import("@noble/curves/ed25519.js");
  insist(element.length === 32, "bad_element");
  try {
    insist(!ristretto255.Point.fromBytes(element).is0(), "bad_element");
  } catch (cause) {
    throw new Refusal("bad_element", { cause });
  }
}

export function passphraseSecret(stretched: Bytes, hardened: Bytes): Bytes {
  return derive(concat(stretched, hardened), "unlock/passphrase");
}
