/**
 * Splitting 32 bytes in three, so that any two of the three give them back and one alone says nothing (SPEC 12.1).
 *
 * Multiplication in GF(2^8) has no table and no branch on its operands, so that no cache and no jump depends on the
 * secret; an engine that compiles on the fly promises no more than that.
 */
import type { Bytes } from "./encoding";
import { insist } from "./errors";

const secretLength = 32;
export const numbers = [1, 2, 3] as const;
/** x^8 + x^4 + x^3 + x + 1 without its highest term (FIPS 197 section 4.2). */
const reduced = 0x1b;
/** a^254 is 1/a, because a^255 is 1 for every a but 0. */
const toInvert = 254;

export type Shares = readonly [Bytes, Bytes, Bytes];

/** The shares numbered 1, 2 and 3. The slope is 32 random bytes, used once and forgotten. */
export function split(secret: Bytes, slope: Bytes): Shares {
  insist(secret.length === secretLength && slope.length === secretLength, "bad_structure");
  const line = (number: number): Bytes => secret.map((start, place) => start ^ multiply(slope[place] ?? 0, number));
  return [line(1), line(2), line(3)];
}

/** The secret of two different shares. Altered ones give other bytes: check each before, and the secret. */
export function combine(number: number, share: Bytes, otherNumber: number, other: Bytes): Bytes {
  insist(isNumber(number) && isNumber(otherNumber), "bad_structure");
  insist(share.length === secretLength && other.length === secretLength, "bad_structure");
  insist(number !== otherNumber, "same_share");
  const whole = inverse(number ^ otherNumber);
  const [weight, otherWeight] = [multiply(otherNumber, whole), multiply(number, whole)];
  return share.map((here, place) => multiply(weight, here) ^ multiply(otherWeight, other[place] ?? 0));
}

export function multiply(left: number, right: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) {
    product ^= left & -((right >> bit) & 1);
    left = ((left << 1) & 0xff) ^ (reduced & -(left >> 7));
  }
  return product;
}

/** Of a share's number or a sum of two: nothing secret. */
function inverse(value: number): number {
  return Array.from({ length: toInvert }).reduce<number>((power) => multiply(power, value), 1);
}

function isNumber(number: number): boolean {
  return numbers.some((known) => known === number);
}
