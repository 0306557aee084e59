/**
 * Which agreements patients took back, for good, in this browser: the same agreement without its end would be believed
 * otherwise (SPEC 18). Locked under a key of the account; an agreement and its key are named by a hash of both.
 */
import { type Bytes, concat, fromB64, hex, text, utf8 } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { pad, seenBuckets, unpad } from "../protocol/padding";
import { derive, hash } from "../protocol/primitives";
import { lock, unlock } from "../protocol/sealing";
import { type Agreement, scopeOfTerms } from "../protocol/terms";
import * as shelf from "./shelf";

const purpose = "taken-back";
const context = { v: 1 } as const;
const markBytes = 16;

/** How many decisions there were, by mark. */
export type TakenBack = ReadonlyMap<string, number>;

export function markOf({ terms }: Agreement, manage: string): string {
  return hex(hash(purpose, concat(utf8(scopeOfTerms(terms)), new Uint8Array(1), fromB64(manage))).slice(0, markBytes));
}

/** The same map where nothing is new; never a lower number. Pure. */
export function withTaken(before: TakenBack, found: readonly (readonly [string, number])[]): TakenBack {
  const news = found.filter(([mark, decisions]) => decisions > (before.get(mark) ?? 0));
  if (news.length === 0) return before;
  const after = new Map(before);
  for (const [mark, decisions] of news) after.set(mark, Math.max(decisions, after.get(mark) ?? 0));
  return after;
}

function placeOf(root: Bytes): { key: Bytes; name: string } {
  return { key: derive(root, purpose), name: `${purpose}:${hex(hash("taken-back-of", root)).slice(0, 32)}` };
}

export async function remembered(root: Bytes): Promise<TakenBack> {
  const { key, name } = placeOf(root);
  const locked = await shelf.read<Bytes>(name);
  if (locked === undefined) return new Map();
  try {
    return new Map(JSON.parse(text(unpad(await unlock(key, purpose, context, locked), seenBuckets))) as [string, number][]);
  } catch (error) {
    // Whoever may write here could also remove it.
    if (error instanceof Refusal) return new Map();
    throw error;
  }
}

/** Adds these, one tab after another; all that is known then. */
export function remember(root: Bytes, found: readonly (readonly [string, number])[]): Promise<TakenBack> {
  const { key, name } = placeOf(root);
  return navigator.locks.request(`serment-${name}`, async () => {
    const before = await remembered(root);
    const after = withTaken(before, found);
    if (after !== before) await shelf.write(name, await lock(key, purpose, context, pad(utf8(JSON.stringify([...after])), seenBuckets)));
    return after;
  });
}
