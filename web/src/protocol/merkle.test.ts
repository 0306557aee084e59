import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Bytes, concat, equal, utf8 } from "./encoding";
import { isConsistent, isIncluded, leafHash } from "./merkle";
import { sha256 } from "./primitives";

/** The definitions of RFC 9162 section 2.1, written as they stand there. */
function split(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

function root(leaves: readonly Bytes[]): Bytes {
  if (leaves.length === 0) return sha256(new Uint8Array(0));
  if (leaves.length === 1) return leafHash(leaves[0] as Bytes);
  const k = split(leaves.length);
  return sha256(concat(Uint8Array.of(1), root(leaves.slice(0, k)), root(leaves.slice(k))));
}

function path(index: number, leaves: readonly Bytes[]): Bytes[] {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  if (index < k) return [...path(index, leaves.slice(0, k)), root(leaves.slice(k))];
  return [...path(index - k, leaves.slice(k)), root(leaves.slice(0, k))];
}

function subproof(size: number, leaves: readonly Bytes[], complete: boolean): Bytes[] {
  if (size === leaves.length) return complete ? [] : [root(leaves)];
  const k = split(leaves.length);
  if (size <= k) return [...subproof(size, leaves.slice(0, k), complete), root(leaves.slice(k))];
  return [...subproof(size - k, leaves.slice(k), false), root(leaves.slice(0, k))];
}

const leaves = Array.from({ length: 70 }, (_, index) => utf8(`leaf ${index}`));
const sizes = fc.integer({ min: 1, max: 70 });

describe("an inclusion proof", () => {
  it("holds for every leaf, and for no other root", () => {
    fc.assert(
      fc.property(sizes, fc.nat(69), (size, place) => {
        const index = place % size;
        const tree = leaves.slice(0, size);
        const leaf = leafHash(leaves[index] as Bytes);
        expect(isIncluded(leaf, index, size, path(index, tree), root(tree))).toBe(true);
        expect(isIncluded(leaf, index, size, path(index, tree), root(leaves.slice(0, size - 1)))).toBe(false);
        expect(isIncluded(leaf, index, size, [...path(index, tree), leaf], root(tree))).toBe(false);
      }),
    );
  });
});

describe("a consistency proof", () => {
  it("holds between any two sizes, and not for a forked tree", () => {
    fc.assert(
      fc.property(sizes, sizes, (a, b) => {
        const [before, after] = [Math.min(a, b), Math.max(a, b)];
        const tree = leaves.slice(0, after);
        const proof = before === after ? [] : subproof(before, tree, true);
        const forked = root([utf8("another"), ...leaves.slice(1, before)]);
        expect(isConsistent(before, root(leaves.slice(0, before)), after, root(tree), proof)).toBe(true);
        expect(isConsistent(before, forked, after, root(tree), proof)).toBe(false);
        expect(equal(forked, root(leaves.slice(0, before)))).toBe(false);
      }),
    );
  });
});
