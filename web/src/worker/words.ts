/**
 * Whom a practice knows, as its patient: what is held of its words, and the letter that asks for one (SPEC 24). The practice is asked from a visit
 * that took place, so that it sees by its own file who asks.
 */
import { openCredentials, keyIdOf } from "../protocol/credentials";
import { fromB64 } from "../protocol/encoding";
import { momentOf } from "../protocol/shapes";
import { DoorError, type HeldWords, type PersonRequest, type WordAsked } from "./door-types";
import { isDoubt } from "./doubt";
import type { Mailboxes } from "./mailbox";
import type { Practices } from "./practices";
import type { Attended, Visits } from "./visits";
import { askFor, wordKey } from "./wallet";

/** So many of the latest visits are looked at for a letter that was written before. */
const latest = 4;

export class Words {
  readonly #practices: Practices;
  readonly #visits: Visits;
  readonly #mailboxes: Mailboxes;

  constructor(practices: Practices, visits: Visits, mailboxes: Mailboxes) {
    this.#practices = practices;
    this.#visits = visits;
    this.#mailboxes = mailboxes;
  }

  /** Where none is kept yet, one may lie with a visit that this browser has not read since. */
  async of(practice: string): Promise<HeldWords> {
    const before = await this.#held(practice);
    if (before.known > 0) return before;
    await this.#visits.list();
    return this.#held(practice);
  }

  async #held(practice: string): Promise<HeldWords> {
    await this.#visits.collected();
    return this.#visits.wallet.held((await this.#practices.lookUp(practice)).publication);
  }

  /** Reads everything first: the word may lie with a visit that is long over. */
  async ask(practice: string, text: string, language: "fr" | "en"): Promise<WordAsked> {
    await this.#visits.everything(() => undefined);
    if ((await this.#held(practice)).known > 0) return { state: "held", request: undefined };
    const { publication } = await this.#practices.get(practice);
    const key = wordKey(publication, "known");
    if (key === undefined) throw new DoorError("not_known_there");
    const visits = this.#visits.attendedAt(practice).slice(0, latest);
    const before = await Promise.all(visits.map(async (visit) => this.#requestFrom(visit, keyIdOf(key))));
    const waiting = before.find((request) => request?.settled === "");
    if (waiting !== undefined) return { state: "waiting", request: waiting };
    for (const [index, visit] of visits.entries()) {
      if (before[index]?.state === "refused" || (await broughtAll(visit, keyIdOf(key)))) continue;
      const letter = { v: 1, type: "letter", kind: "known", text, at: momentOf(new Date()), files: [], asks: [await askFor(visit.seed, practice, key)] } as const;
      await this.#mailboxes.put(visit, letter, await this.#visits.nudgeTicket(language));
      return { state: "asked", request: undefined };
    }
    const refused = before.find((request) => request?.state === "refused");
    if (refused !== undefined) return { state: "refused", request: refused };
    return { state: visits.length > 0 ? "used" : "nobody", request: undefined };
  }

  /** What was asked from this visit under the key of now, the latest. */
  async #requestFrom({ keys }: Attended, key: string): Promise<PersonRequest | undefined> {
    const { requests } = await this.#mailboxes.read(keys.appointment);
    return requests.findLast(({ kind, asks }) => kind === "known" && asks.some((ask) => ask.key === key));
  }
}

/** Whether a visit has brought what it brings under this key: to ask again would bring the same again. Junk has brought nothing. */
async function broughtAll({ left, keys, practice }: Attended, key: string): Promise<boolean> {
  if (left === "") return false;
  try {
    return (await openCredentials(fromB64(left), keys.replySeed, practice, keys.appointment)).key === key;
  } catch (error) {
    if (isDoubt(error)) return false;
    throw error;
  }
}
