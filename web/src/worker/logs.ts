/** Remembers the last checkpoint of each log, and believes a bundle only after all of SPEC 9's checks. */
import { checkCosigned } from "../protocol/cosignatures";
import { fromB64 } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { b64Of, list, partOf } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import { type Bundle, type Checkpoint, checkGrowth, checkInclusion, type EntryKind, openCheckpoint, readEntry } from "../protocol/transparency";
import { askAgain } from "./http";
import type { Party } from "./installation";
import * as shelf from "./shelf";

const proofShape = partOf({ proof: list(b64Of(32)) });

export class Log {
  readonly #party: Party;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(party: Party) {
    this.#party = party;
  }

  /**
   * Fetches and verifies in one turn after another: a slow answer with an older checkpoint must not look like a
   * rollback. Another tab may still overtake us, so a rollback is believed only when a second answer shows it too.
   */
  async believing<A, B>(fetchAnswer: () => Promise<A>, verify: (answer: A) => Promise<B>): Promise<B> {
    const work = async (): Promise<B> => {
      try {
        return await verify(await fetchAnswer());
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== "log_rolled_back") throw error;
        return verify(await fetchAnswer());
      }
    };
    const turn = this.#turn.then(work, work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /**
   * The signed record inside; its own signature is the caller's to check. Call within `believing`. `proofs` is where
   * somebody else than the log's keeper proves that it only grew: whoever handed on the bundle.
   */
  async record(bundle: Bundle, kind: EntryKind, proofs?: string): Promise<Signed> {
    const checkpoint = await this.#advance(bundle.checkpoint, proofs);
    checkInclusion(bundle, checkpoint);
    return readEntry(bundle, kind);
  }

  async #open(note: string): Promise<Checkpoint> {
    return openCheckpoint(note, this.#party.logOrigin, this.#party.logKey);
  }

  async #advance(note: string, proofs?: string): Promise<Checkpoint> {
    const now = await this.#open(note);
    const remembered = await this.lastNote();
    const seen = remembered === undefined ? undefined : await this.#open(remembered);
    if (seen !== undefined) checkGrowth(seen, now, seen.size < now.size ? await this.#consistency(seen.size, now.size, proofs) : []);
    await checkCosigned(note, this.#party.witnesses, new Date());
    if (seen === undefined || seen.size < now.size) await this.#remember(note);
    return now;
  }

  async #consistency(before: number, after: number, proofs = `${this.#party.url}/v1/log/consistency`) {
    if (before === 0) return [];
    const { proof } = await askAgain(`${proofs}/${before}/${after}`, {}, proofShape);
    return proof.map(fromB64);
  }

  get origin(): string {
    return this.#party.logOrigin;
  }

  async lastNote(): Promise<string | undefined> {
    return shelf.read<string>(this.#key);
  }

  async #remember(note: string): Promise<void> {
    await shelf.write(this.#key, note);
  }

  /** What the vault remembers from other browsers: this log may not be younger than that either. */
  async learn(note: string): Promise<void> {
    const other = await this.#open(note);
    const own = await this.lastNote();
    if (own === undefined) return this.#remember(note);
    const seen = await this.#open(own);
    const [older, newer] = seen.size < other.size ? [seen, other] : [other, seen];
    checkGrowth(older, newer, older.size < newer.size ? await this.#consistency(older.size, newer.size) : []);
    if (newer === other) await this.#remember(note);
  }

  get #key(): string {
    return `checkpoint:${this.#party.logOrigin}`;
  }
}
