/**
 * RSABSSA-SHA384-PSS-Deterministic (RFC 9474), both halves, for modulus 2048 and e = 65537.
 *
 * Written out because the published module carries an older big-number library for its own sake. BigInt takes time that depends on its
 * operands. What a client blinds is random, and used once on the person's own machine; what an issuer signs is first multiplied by a random
 * power (base blinding), so that what the private exponent meets is unrelated to what was sent.
 */
import { type Bytes, concat, fromHex, hex, u32 } from "./encoding";
import { insist, Refusal } from "./errors";
import { pssVerify, random, sha384 } from "./primitives";

export const modulusLength = 256;
const exponent = 65537n;
const hashLength = 48;
const saltLength = 48;

function integer(bytes: Bytes): bigint {
  return BigInt(`0x${hex(bytes)}`);
}

function octets(value: bigint, length = modulusLength): Bytes {
  return fromHex(value.toString(16).padStart(2 * length, "0"));
}

function power(base: bigint, modulus: bigint): bigint {
  let squared = base;
  for (let bit = 0; bit < 16; bit++) squared = (squared * squared) % modulus;
  return (squared * base) % modulus;
}

/** Extended Euclid; refuses what has no inverse. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, remainder, before, coefficient] = [modulus, value, 0n, 1n];
  while (remainder !== 0n) {
    const quotient = previous / remainder;
    [previous, remainder] = [remainder, previous - quotient * remainder];
    [before, coefficient] = [coefficient, before - quotient * coefficient];
  }
  insist(previous === 1n, "token_malformed");
  return ((before % modulus) + modulus) % modulus;
}

/** RFC 8017 appendix B.2.1. */
async function mask(seed: Bytes, length: number): Promise<Bytes> {
  const blocks: Bytes[] = [];
  for (let counter = 0; counter * hashLength < length; counter++) blocks.push(await sha384(concat(seed, u32(counter))));
  return concat(...blocks).slice(0, length);
}

/** RFC 8017 section 9.1.1, for 2047 bits. */
async function encodePss(message: Bytes, salt: Bytes): Promise<Bytes> {
  const digest = await sha384(concat(new Uint8Array(8), await sha384(message), salt));
  const length = modulusLength - hashLength - 1;
  const block = concat(new Uint8Array(length - saltLength - 1), Uint8Array.of(1), salt);
  const masked = (await mask(digest, length)).map((byte, index) => byte ^ (block[index] ?? 0));
  masked[0] = (masked[0] ?? 0) & 0x7f;
  return concat(masked, digest, Uint8Array.of(0xbc));
}

export interface BlindedMessage {
  blinded: Bytes;
  inverse: Bytes;
}

/** RFC 9474 section 4.2; `r` and `salt` are given where both are derived from a secret, and by tests. */
export async function blindMessage(modulus: Bytes, message: Bytes, r = randomBelow(integer(modulus)), salt = random(saltLength)): Promise<BlindedMessage> {
  const n = integer(modulus);
  const encoded = integer(await encodePss(message, salt));
  const undo = inverse(r, n);
  return { blinded: octets((encoded * power(r, n)) % n), inverse: octets(undo) };
}

function raise(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, squared] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = (result * squared) % modulus;
    squared = (squared * squared) % modulus;
  }
  return result;
}

/** RFC 9474 section 4.3, by the Chinese remainder theorem; refuses what is no residue other than zero. */
export function signBlinded(first: Bytes, second: Bytes, blinded: Bytes): Bytes {
  const [p, q, message] = [integer(first), integer(second), integer(blinded)];
  const n = p * q;
  insist(blinded.length === modulusLength && message > 0n && message < n, "token_malformed");
  const mask = randomBelow(n);
  const undo = inverse(mask, n);
  const masked = (message * power(mask, n)) % n;
  const at = (prime: bigint): bigint => raise(masked, inverse(exponent, prime - 1n), prime);
  const [atP, atQ] = [at(p), at(q)];
  const signature = atQ + q * ((((inverse(q, p) * (atP - atQ)) % p) + p) % p);
  const result = (signature * undo) % n;
  // A wrong signature could give the key away.
  insist(power(result, n) === message, "token_malformed");
  return octets(result);
}

/** RFC 9474 section 4.4: removes the blind, and accepts only a signature that verifies. */
export async function unblind(modulus: Bytes, message: Bytes, signature: Bytes, undo: Bytes): Promise<Bytes> {
  insist(signature.length === modulusLength, "token_malformed");
  const n = integer(modulus);
  const unblinded = octets((integer(signature) * integer(undo)) % n);
  await pssVerify(modulus, message, unblinded, "token_forged");
  return unblinded;
}

/** So many bytes as a number below the modulus: with sixteen more than that has, as good as drawn evenly. */
export function below(drawn: Bytes, modulus: Bytes): bigint {
  return integer(drawn) % integer(modulus);
}

function randomBelow(limit: bigint): bigint {
  for (let attempt = 0; attempt < 128; attempt++) {
    const candidate = integer(random(modulusLength));
    if (candidate > 0n && candidate < limit) return candidate;
  }
  throw new Refusal("token_malformed");
}
