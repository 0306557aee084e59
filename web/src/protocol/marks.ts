/** Marks: what a reader has seen of a thing that only goes forward, so that it is never shown an older state (SPEC 14). */
import { type Filing, filingHash } from "./appointments";
import { hex, utf8 } from "./encoding";
import { insist } from "./errors";
import { epochPredecessor, type EpochRecord } from "./practice";
import { hash } from "./primitives";
import { type PublicationRecord, publicationHash } from "./publication";
import { bodyHash, type Signed } from "./signed";

export type MarkKind = "root" | "epoch" | "publication" | "statement" | "filing" | "note";

/** The letters of the two hands of a mailbox. */
export type LetterKind = "asked" | "answered";

/** The newest that was believed: its number and its hash. */
export type Mark = Readonly<{ number: number; hash: string }>;

/** Under which a mark is kept. */
export function thing(kind: MarkKind | LetterKind, identifier: string): string {
  return hex(hash("seen", utf8(`${kind}/${identifier}`)).slice(0, 16));
}

/** This must be what was seen, or come after it; `previous` is the hash that it says it follows. */
export function checkMark(kind: MarkKind, seen: Mark | undefined, now: Mark | undefined, previous: string): void {
  if (seen === undefined) return;
  const code = `${kind}_rolled_back`;
  insist(now !== undefined && now.number >= seen.number, code);
  insist(now.number !== seen.number || now.hash === seen.hash, code);
  insist(now.number !== seen.number + 1 || previous === seen.hash, code);
}

/** The mark of a chain that was verified, once it continues the one seen. */
export function checkChain(seen: Mark | undefined, chain: readonly Signed[]): Mark {
  const hashOf = (signed: Signed | undefined) => (signed === undefined ? "" : hex(bodyHash("statement", signed)));
  insist(seen === undefined || hashOf(chain[seen.number - 1]) === seen.hash, "statement_rolled_back");
  return { number: chain.length, hash: hashOf(chain.at(-1)) };
}

/** The mark of one hand's believed letters, by their numbers; the last one seen must still be among them. */
export function checkLetters(seen: Mark | undefined, letters: ReadonlyMap<number, Signed>): Mark | undefined {
  const hashOf = (number: number) => {
    const signed = letters.get(number);
    return signed === undefined ? "" : hex(bodyHash("letter-cover", signed));
  };
  insist(seen === undefined || hashOf(seen.number - 1) === seen.hash, "mailbox_rolled_back");
  if (letters.size === 0) return undefined;
  const last = Math.max(...letters.keys());
  return { number: last + 1, hash: hashOf(last) };
}

export function epochMark(signed: Signed, { epoch }: EpochRecord): Mark {
  return { number: epoch, hash: epochPredecessor(signed) };
}

export function publicationMark(signed: Signed, { revision }: PublicationRecord): Mark {
  return { number: revision, hash: publicationHash(signed) };
}

/** Of a filing, or of a clinical note. */
export function filingMark({ revision, blob }: Filing): Mark {
  return { number: revision, hash: filingHash(blob) };
}
