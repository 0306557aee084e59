/** The lines that somebody stands in, locked under a key of the account in this browser: with each the right that waits (SPEC 23). */
import { type Bytes, hex, text, utf8 } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { pad, seenBuckets, unpad } from "../protocol/padding";
import { derive, hash } from "../protocol/primitives";
import { lock, unlock } from "../protocol/sealing";
import type { Wait } from "./door-types";
import * as shelf from "./shelf";

export interface KeptWait extends Pick<Wait, "practice" | "practice_name" | "practitioner" | "practitioner_name" | "motive" | "motive_label" | "time_zone"> {
  seed: string;
  token: string;
  redeem_until: string;
  /** The word of the practice that was shown, for a class that is not for everybody. */
  credential?: string;
}

interface Owner {
  key: Bytes;
  shelf: string;
}

function ownerOf(root: Bytes): Owner {
  return { key: derive(root, "waits"), shelf: `waits:${hex(hash("waits-of", root)).slice(0, 32)}` };
}

export async function keptWaits(root: Bytes): Promise<readonly KeptWait[]> {
  return read(ownerOf(root));
}

/** One after another, also in several tabs. */
export async function changeWaits(root: Bytes, change: (waits: readonly KeptWait[]) => readonly KeptWait[]): Promise<void> {
  const owner = ownerOf(root);
  await navigator.locks.request(`serment-${owner.shelf}`, async () => {
    const after = change(await read(owner));
    if (after.length === 0) return shelf.drop(owner.shelf);
    await shelf.write(owner.shelf, await lock(owner.key, "waits", { v: 1 }, pad(utf8(JSON.stringify(after)), seenBuckets)));
  });
}

/** What cannot be read is as if it were not there: whoever may write here could also remove it. */
async function read({ key, shelf: name }: Owner): Promise<readonly KeptWait[]> {
  const locked = await shelf.read<Bytes>(name);
  if (locked === undefined) return [];
  try {
    return JSON.parse(text(unpad(await unlock(key, "waits", { v: 1 }, locked), seenBuckets))) as KeptWait[];
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}
