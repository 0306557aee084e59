/** A practice's public keys and publication, verified down to the log, and kept for a minute. */
import type { Bytes } from "../protocol/encoding";
import { fromB64 } from "../protocol/encoding";
import { epochMark, publicationMark } from "../protocol/marks";
import { deskOf, type EpochRecord, type RootRecord, verifyEpoch, verifyRoot } from "../protocol/practice";
import { type PublicationRecord, publicationHash, verifyPublication } from "../protocol/publication";
import { partOf } from "../protocol/shapes";
import { signedShape } from "../protocol/signed";
import { type Bundle, bundleShape } from "../protocol/transparency";
import { askAgain } from "./http";
import type { Log } from "./logs";
import { type Look, Seen } from "./seen";

export interface KnownPractice {
  root: RootRecord;
  epoch: EpochRecord;
  publication: PublicationRecord;
  publicationHash: string;
}

const answerShape = partOf({ root: bundleShape, epoch: bundleShape, publication: signedShape });
const freshFor = 60_000;

export class Practices {
  readonly #url: string;
  readonly #log: Log;
  readonly seen = new Seen();
  readonly #known = new Map<string, { at: number; practice: Promise<KnownPractice> }>();
  readonly #desks = new Map<string, Promise<Bytes>>();

  constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  get(practice: string): Promise<KnownPractice> {
    const known = this.#known.get(practice);
    if (known !== undefined && Date.now() - known.at < freshFor) return known.practice;
    return this.refresh(practice);
  }

  refresh(practice: string): Promise<KnownPractice> {
    const found = this.#fetch(practice);
    this.#known.set(practice, { at: Date.now(), practice: found });
    found.catch(() => this.#known.delete(practice));
    return found;
  }

  forget(practice: string): void {
    this.#known.delete(practice);
  }

  /** For somebody else: the account may have seen newer ones. */
  forgetAll(): void {
    this.#known.clear();
  }

  #fetch(practice: string): Promise<KnownPractice> {
    return this.#log.believing(
      async () => ({ seen: await this.seen.look(), answer: await askAgain(`${this.#url}/v1/practices/${practice}`, {}, answerShape) }),
      async ({ seen, answer }) => {
        const { root, epoch } = await this.verify(answer.root, answer.epoch, practice, seen);
        const publication = await verifyPublication(answer.publication, epoch);
        seen.follow("publication", practice, publicationMark(answer.publication, publication), publication.previous);
        await this.seen.keep(seen);
        return { root, epoch, publication, publicationHash: publicationHash(answer.publication) };
      },
    );
  }

  /** Root and epoch as they arrive together, never older than seen before. Call within the log's `believing`. */
  async verify(rootBundle: Bundle, epochBundle: Bundle, practice: string, seen: Look): Promise<{ root: RootRecord; epoch: EpochRecord }> {
    const root = await verifyRoot(await this.#log.record(rootBundle, "practice_root"), practice);
    const signed = await this.#log.record(epochBundle, "epoch");
    const epoch = await verifyEpoch(signed, practice, fromB64(root.root));
    seen.follow("epoch", practice, epochMark(signed, epoch), epoch.predecessor);
    this.#desks.set(`${practice}/${epoch.epoch}`, Promise.resolve(deskOf(epoch).sign));
    return { root, epoch };
  }

  /** The desk key of any epoch, to believe what was signed then. */
  deskKey(practice: string, root: Bytes, epoch: number): Promise<Bytes> {
    const name = `${practice}/${epoch}`;
    const known = this.#desks.get(name) ?? this.#fetchDesk(practice, root, epoch);
    this.#desks.set(name, known);
    known.catch(() => this.#desks.delete(name));
    return known;
  }

  #fetchDesk(practice: string, root: Bytes, epoch: number): Promise<Bytes> {
    return this.#log.believing(
      () => askAgain(`${this.#url}/v1/practices/${practice}/epochs/${epoch}`, {}, bundleShape),
      async (bundle) => {
        const record = await verifyEpoch(await this.#log.record(bundle, "epoch"), practice, root, epoch);
        return deskOf(record).sign;
      },
    );
  }
}
