/**
 * What was believed in this browser, so that nothing goes back (SPEC 14): marks, locked under a key of the account.
 * Before somebody signs in they are kept in memory alone: which practices were looked at is nobody's business.
 */
import { type Bytes, equal, hex, text, utf8 } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { type Cover, deskEpoch } from "../protocol/letters";
import { checkChain, checkLetters, checkMark, type LetterKind, type Mark, type MarkKind, thing } from "../protocol/marks";
import { pad, seenBuckets, unpad } from "../protocol/padding";
import { derive, hash } from "../protocol/primitives";
import { lock, unlock } from "../protocol/sealing";
import { dayOf } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import { daysBefore, leastKeptDays } from "./pools";
import * as shelf from "./shelf";

const hands: readonly (readonly [LetterKind, boolean])[] = [["asked", false], ["answered", true]];

/** Some two thousand visits of a practice; what was not looked at for longest goes first. */
export const mostMarks = 6000;

/** Of letters with the day of the newest in their mailbox, which a practice lets go some day. */
type FoundMark = Mark & Readonly<{ written?: string }>;
/** With the day on which its thing was last looked at. */
type KeptMark = FoundMark & Readonly<{ day: string }>;
export type Marks = ReadonlyMap<string, KeptMark>;

/** The marks before a question was sent: what happens while the answer is on its way is not missing from it. */
export class Look {
  readonly #marks: Marks;
  readonly found = new Map<string, FoundMark>();

  constructor(marks: Marks) {
    this.#marks = marks;
  }

  /** What was believed must come after what was seen. */
  follow(kind: MarkKind, identifier: string, now: Mark | undefined, previous: string): void {
    const name = thing(kind, identifier);
    checkMark(kind, this.#marks.get(name), now, previous);
    if (now !== undefined) this.found.set(name, now);
  }

  /** The statements of an appointment, which come whole. */
  followChain(appointment: string, chain: readonly Signed[]): void {
    const name = thing("statement", appointment);
    this.found.set(name, checkChain(this.#marks.get(name), chain));
  }

  /** The same for a mailbox: the last letter of each hand that was seen must be there, unless all may be gone. */
  followLetters(appointment: string, letters: readonly Readonly<{ cover: Cover; signed: Signed }>[], today: string): void {
    const newest = letters.reduce((latest, { cover: { day } }) => (day > latest ? day : latest), "");
    const refused: unknown[] = [];
    for (const [kind, byDesk] of hands) {
      const name = thing(kind, appointment);
      const seen = this.#marks.get(name);
      if (letters.length === 0 && seen?.written !== undefined && seen.written <= daysBefore(today, leastKeptDays)) continue;
      const own = letters.filter(({ cover }) => (deskEpoch(cover) !== undefined) === byDesk);
      try {
        const mark = checkLetters(seen, new Map(own.map(({ cover, signed }) => [cover.number, signed])));
        if (mark !== undefined) this.found.set(name, { ...mark, written: newest });
      } catch (error) {
        refused.push(error);
      }
    }
    if (refused.length > 0) throw refused[0];
  }
}

interface Owner {
  key: Bytes;
  shelf: string;
}

export class Seen {
  #marks: Marks = new Map();
  #owner: Owner | undefined;
  /** The locked bytes that `#marks` were read from. */
  #read: Bytes | undefined;

  /** Goes on with what this account has seen here, and with what was looked at before it was opened. */
  async open(root: Bytes): Promise<void> {
    const lookedAt = this.#owner === undefined ? this.#marks : new Map<string, KeptMark>();
    // The account's id does not stay in the browser.
    this.#owner = { key: derive(root, "seen"), shelf: `seen:${hex(hash("seen-of", root)).slice(0, 32)}` };
    [this.#marks, this.#read] = [new Map(), undefined];
    await this.#raise(lookedAt);
  }

  close(): void {
    this.#owner?.key.fill(0);
    [this.#marks, this.#owner, this.#read] = [new Map(), undefined, undefined];
  }

  async look(): Promise<Look> {
    await this.#refresh();
    return new Look(this.#marks);
  }

  /** Remembers what a look has found. */
  async keep({ found }: Look): Promise<void> {
    await this.#raise(found);
  }

  /** What was just written here needs no comparing. */
  async note(kind: MarkKind, identifier: string, mark: Mark): Promise<void> {
    await this.#raise(new Map([[thing(kind, identifier), mark]]));
  }

  async #raise(found: ReadonlyMap<string, FoundMark>): Promise<void> {
    const owner = this.#owner;
    if (owner === undefined) {
      this.#marks = raised(this.#marks, found, dayOf(new Date()));
      return;
    }
    // One after another, also in several tabs: what another has seen meanwhile is not lowered.
    await navigator.locks.request(`serment-${owner.shelf}`, async () => {
      await this.#refresh();
      const marks = raised(this.#marks, found, dayOf(new Date()));
      if (marks === this.#marks || this.#owner !== owner) return;
      const locked = await lock(owner.key, "seen", { v: 1 }, pad(written(marks), seenBuckets));
      await shelf.write(owner.shelf, locked);
      if (this.#owner === owner) [this.#marks, this.#read] = [marks, locked];
    });
  }

  /** Reads anew what another tab has written. */
  async #refresh(): Promise<void> {
    const owner = this.#owner;
    if (owner === undefined) return;
    const locked = await shelf.read<Bytes>(owner.shelf);
    if (locked === undefined || (this.#read !== undefined && equal(locked, this.#read))) return;
    const marks = await opened(owner.key, locked);
    if (this.#owner === owner) [this.#marks, this.#read] = [marks, locked];
  }
}

/** What cannot be read is as if it were not there: whoever may write here could also remove it. */
async function opened(key: Bytes, locked: Bytes): Promise<Marks> {
  try {
    return read(unpad(await unlock(key, "seen", { v: 1 }, locked), seenBuckets));
  } catch (error) {
    if (error instanceof Refusal) return new Map();
    throw error;
  }
}

/** The same marks where nothing is new; never a lower number, and no more than have their place. Pure. */
export function raised(marks: Marks, found: ReadonlyMap<string, FoundMark>, today: string): Marks {
  const news = [...found].filter(([name, { number, written: newest }]) => {
    const before = marks.get(name);
    return before === undefined || before.number < number || (before.number === number && (before.day !== today || before.written !== newest));
  });
  if (news.length === 0) return marks;
  const all = new Map(marks);
  for (const [name, mark] of news) {
    // Last in its order, so that of one day the latest stays.
    all.delete(name);
    all.set(name, { ...mark, day: today });
  }
  const surplus = [...all].sort(([, one], [, other]) => (one.day < other.day ? -1 : Number(one.day > other.day))).slice(0, Math.max(0, all.size - mostMarks));
  for (const [name] of surplus) all.delete(name);
  return all;
}

export function written(marks: Marks): Bytes {
  return utf8(JSON.stringify([...marks].map(([name, { number, hash: digest, day, written: newest }]) => [name, number, digest, day, ...(newest === undefined ? [] : [newest])])));
}

export function read(bytes: Bytes): Marks {
  const rows = JSON.parse(text(bytes)) as [string, number, string, string, string?][];
  return new Map(rows.map(([name, number, digest, day, newest]) => [name, { number, hash: digest, day, ...(newest === undefined ? {} : { written: newest }) }]));
}
