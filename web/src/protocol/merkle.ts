/** Proofs of a Merkle tree log (RFC 9162 sections 2.1.3 and 2.1.4; hashing as RFC 6962 section 2.1). Pure. */
import { type Bytes, concat, equal } from "./encoding";
import { sha256 } from "./primitives";

export function leafHash(entry: Bytes): Bytes {
  return sha256(concat(Uint8Array.of(0), entry));
}

function nodeHash(left: Bytes, right: Bytes): Bytes {
  return sha256(concat(Uint8Array.of(1), left, right));
}

/** The root over leaves that are these bytes (RFC 6962 section 2.1). */
export function rootOf(entries: readonly Bytes[]): Bytes {
  let level = entries.map(leafHash);
  while (level.length > 1) {
    const pairs = level.flatMap((left, place) => {
      const right = level[place + 1];
      return place % 2 === 0 && right ? [nodeHash(left, right)] : [];
    });
    level = level.length % 2 === 0 ? pairs : [...pairs, ...level.slice(-1)];
  }
  return level[0] ?? sha256(new Uint8Array());
}

function isOdd(number: number): boolean {
  return number % 2 === 1;
}

function half(number: number): number {
  return Math.floor(number / 2);
}

/** RFC 9162 section 2.1.3.2. */
export function isIncluded(leaf: Bytes, index: number, size: number, proof: readonly Bytes[], root: Bytes): boolean {
  if (index < 0 || index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let node = leaf;
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      node = nodeHash(sibling, node);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      node = nodeHash(node, sibling);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(node, root);
}

/** RFC 9162 section 2.1.4.2. An empty older tree is a prefix of every tree. */
export function isConsistent(oldSize: number, oldRoot: Bytes, newSize: number, newRoot: Bytes, proof: readonly Bytes[]): boolean {
  if (oldSize > newSize) return false;
  if (oldSize === newSize) return proof.length === 0 && equal(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0;
  const path = Number.isInteger(Math.log2(oldSize)) ? [oldRoot, ...proof] : proof;
  let fn = oldSize - 1;
  let sn = newSize - 1;
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  const [first, ...rest] = path;
  if (first === undefined) return false;
  let [fr, sr] = [first, first];
  for (const node of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      [fr, sr] = [nodeHash(node, fr), nodeHash(node, sr)];
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = nodeHash(sr, node);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equal(fr, oldRoot) && equal(sr, newRoot);
}
