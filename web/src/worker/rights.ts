/**
 * Rights to book while they are in use. Each stays written down until it is spent, with its place in a queue and what it holds, so
 * that a page that is closed loses none of them; and no tab takes what another one is using.
 */
import { b64, type Bytes } from "../protocol/encoding";
import { random } from "../protocol/primitives";
import { momentOf } from "../protocol/shapes";
import { heldNames, hold, type LetGo } from "./locks";
import * as shelf from "./shelf";

/** For a turn that came while nobody was there, as the platform waits too. */
export const graceSeconds = 120;
const usedUpUntil = "rights used up until";

/** What a booking is paid with: a right of the stock, or one that has waited in a line. */
export interface Paying {
  readonly token: Bytes;
  readonly place: string;
  note(changes: Pick<shelf.KeptToken, "queued" | "held">): Promise<void>;
  giveBack(): Promise<void>;
  spend(): Promise<void>;
}

export class Right implements Paying {
  readonly token: Bytes;
  readonly #use: string;
  readonly #letGo: LetGo;
  #kept: shelf.KeptToken;

  constructor(kept: shelf.KeptToken, use: string, letGo: LetGo) {
    this.token = kept.token;
    this.#kept = kept;
    this.#use = use;
    this.#letGo = letGo;
  }

  /** Its place in the queue, where it has one. */
  get place(): string {
    return this.#kept.queued?.place ?? "";
  }

  get redeemUntil(): string {
    return this.#kept.redeem_until;
  }

  async note(changes: Pick<shelf.KeptToken, "queued" | "held">): Promise<void> {
    this.#kept = { ...this.#kept, ...changes };
    await this.#write(this.#kept);
  }

  async giveBack(): Promise<void> {
    const { use: _use, ...kept } = this.#kept;
    await this.#write(kept);
    this.#letGo();
  }

  async spend(): Promise<void> {
    await this.#write(undefined);
    this.#letGo();
  }

  async #write(kept: shelf.KeptToken | undefined): Promise<void> {
    await shelf.change("tokens", ({ use }) => (use === this.#use ? 0 : undefined), () => kept);
  }
}

/** That the custodian has given all of this week; on Monday it gives again. */
export async function noteUsedUp(all: boolean): Promise<void> {
  await (all ? shelf.write(usedUpUntil, momentOf(mondayAfter(new Date()))) : shelf.drop(usedUpUntil));
}

function mondayAfter(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 8 - (now.getUTCDay() || 7)));
}

export async function areUsedUp(): Promise<boolean> {
  return ((await shelf.read<string>(usedUpUntil)) ?? "") > momentOf(new Date());
}

type Rank = (kept: shelf.KeptToken, now: number) => number | undefined;

/** Whoever queued goes on with the place they had; what has held a time already is kept for last, as it can still book. */
const toBook: Rank = (kept, now) => (isQueued(kept, now) ? 0 : kept.held === undefined ? 1 : 2);
/** A right holds a time once in its life (SPEC 23). */
const toHold: Rank = (kept, now) => (kept.held === undefined ? toBook(kept, now) : undefined);

export async function takeRight(): Promise<Right | undefined> {
  return take(toBook);
}

export async function takeRightToHold(): Promise<Right | undefined> {
  return take(toHold);
}

/** Whether a right of this browser has a place that nobody is waiting with. */
export async function placeLeft(): Promise<boolean> {
  const [kept, held] = [await shelf.all("tokens"), await heldNames()];
  return kept.some((one) => isQueued(one, Date.now()) && !isUsed(one, held));
}

/** What pages that were closed still hold here, by name; told once. */
export async function leftHolds(): Promise<readonly string[]> {
  const [names, now, holds] = [await heldNames(), momentOf(new Date()), new Array<string>()];
  const left = ({ held, use }: shelf.KeptToken): boolean => held !== undefined && held.expires > now && !(use !== undefined && names.has(use));
  for (;;) {
    const kept = await shelf.change("tokens", (one) => (left(one) ? 0 : undefined), (one) => ({ ...one, held: { hold: "", expires: "" } }));
    if (kept?.held === undefined) return holds;
    holds.push(kept.held.hold);
  }
}

async function take(rank: Rank): Promise<Right | undefined> {
  const use = `right-${b64(random(16))}`;
  const letGo = await hold(use);
  const [held, now] = [await heldNames(), Date.now()];
  const suits = (kept: shelf.KeptToken): number | undefined => (kept.purpose === "booking" && !isUsed(kept, held) ? rank(kept, now) : undefined);
  const stale = ({ redeem_until }: shelf.KeptToken): boolean => redeem_until <= momentOf(new Date(now));
  const kept = await shelf.change("tokens", suits, (found) => ({ ...found, use }), stale);
  if (kept === undefined) letGo();
  return kept && new Right({ ...kept, use }, use, letGo);
}

function isQueued({ queued }: shelf.KeptToken, now: number): boolean {
  return queued !== undefined && queued.turn + graceSeconds * 1000 > now;
}

function isUsed({ use }: shelf.KeptToken, held: ReadonlySet<string>): boolean {
  return use !== undefined && held.has(use);
}
