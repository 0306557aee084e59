/** A practice's public keys and publication, verified down to the log, and kept for a minute. */
import type { Bytes, Json } from "../protocol/encoding";
import { fromB64 } from "../protocol/encoding";
import { type Endorsement, verifyEndorsement } from "../protocol/endorsements";
import { insist, Refusal } from "../protocol/errors";
import type { KeptPractice } from "../protocol/kitfile";
import { epochMark, publicationMark } from "../protocol/marks";
import { deskOf, type EpochRecord, type RootRecord, verifyEpoch, verifyRoot } from "../protocol/practice";
import { type PublicationRecord, publicationHash, verifyPublication } from "../protocol/publication";
import { dayOf, partOf, type Read, type Shape } from "../protocol/shapes";
import { signedShape } from "../protocol/signed";
import { type Bundle, bundleShape } from "../protocol/transparency";
import { askAgain } from "./http";
import type { World } from "./installation";
import type { Log } from "./logs";
import { type Look, Seen } from "./seen";

export interface KnownPractice {
  root: RootRecord;
  epoch: EpochRecord;
  publication: PublicationRecord;
  publicationHash: string;
  /** The custodian's word that this root is the practice's, or why there is none to rely on. */
  endorsement: Endorsement | Refusal;
}

const keysShape = partOf({ root: bundleShape, epoch: bundleShape, publication: signedShape });
/** `endorsement` is absent while there is none. */
const answerShape: Shape<Answer> = (value) => {
  const { endorsement = "" } = value as { endorsement?: Json };
  return { ...keysShape(value), endorsement: endorsement === "" ? "" : bundleShape(endorsement) };
};
type Answer = Read<typeof keysShape> & { readonly endorsement: Bundle | "" };
const freshFor = 60_000;

/** To seal something to it; refuses with the reason why not. */
function endorsed(known: KnownPractice): KnownPractice {
  if (known.endorsement instanceof Refusal) throw known.endorsement;
  return known;
}

export class Practices {
  readonly #world: World;
  readonly #log: Log;
  readonly #custodianLog: Log;
  readonly seen = new Seen();
  readonly #known = new Map<string, { at: number; practice: Promise<KnownPractice> }>();
  readonly #desks = new Map<string, Promise<Bytes>>();

  constructor(world: World, log: Log, custodianLog: Log) {
    this.#world = world;
    this.#log = log;
    this.#custodianLog = custodianLog;
  }

  /** Endorsed by the custodian, at most a minute old. */
  async get(practice: string): Promise<KnownPractice> {
    return endorsed(await this.lookUp(practice));
  }

  /** As it is now, endorsed by the custodian. */
  async refresh(practice: string): Promise<KnownPractice> {
    return endorsed(await this.lookAgain(practice));
  }

  /** Endorsed or not: for its own people, and to read what was agreed with it before. */
  lookUp(practice: string): Promise<KnownPractice> {
    const known = this.#known.get(practice);
    if (known !== undefined && Date.now() - known.at < freshFor) return known.practice;
    return this.lookAgain(practice);
  }

  lookAgain(practice: string): Promise<KnownPractice> {
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

  async #fetch(practice: string): Promise<KnownPractice> {
    const found = await this.#fetchOnce(practice);
    // Our memory of the custodian's log may have been a moment ahead of what was on its way.
    const overtaken = found.endorsement instanceof Refusal && found.endorsement.code === "log_rolled_back";
    return overtaken ? this.#fetchOnce(practice) : found;
  }

  #fetchOnce(practice: string): Promise<KnownPractice> {
    return this.#log.believing(
      async () => ({ seen: await this.seen.look(), answer: await askAgain(`${this.#url}/practices/${practice}`, {}, answerShape) }),
      async ({ seen, answer }) => {
        const { root, epoch } = await this.verify(answer.root, answer.epoch, practice, seen);
        const publication = await verifyPublication(answer.publication, epoch);
        seen.follow("publication", practice, publicationMark(answer.publication, publication), publication.previous);
        await this.seen.keep(seen);
        const endorsement = await this.#verifyEndorsement(answer.endorsement, root);
        return { root, epoch, publication, publicationHash: publicationHash(answer.publication), endorsement };
      },
    );
  }

  get #url(): string {
    return `${this.#world.platform.url}/v1`;
  }

  async #verifyEndorsement(bundle: Bundle | "", root: RootRecord): Promise<Endorsement | Refusal> {
    const { custodian, demo } = this.#world;
    const verify = async (shown: Bundle | "") => {
      insist(shown !== "", "practice_not_endorsed");
      const signed = await this.#custodianLog.record(shown, "practice_endorsement", `${this.#url}/followed/consistency`);
      return verifyEndorsement(signed, custodian.logKey.publicKey, root, dayOf(new Date()), demo);
    };
    try {
      return await this.#custodianLog.believing(() => Promise.resolve(bundle), verify);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
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

  /** What proves the practice's keys of these epochs to whoever has the log's key; each bundle is checked here. */
  papers(practice: string, epochs: readonly number[]): Promise<KeptPractice> {
    return this.#log.believing(
      async () => {
        const { root } = await askAgain(`${this.#url}/practices/${practice}`, {}, answerShape);
        return { practice, root, epochs: await Promise.all(epochs.map((epoch) => askAgain(`${this.#url}/practices/${practice}/epochs/${epoch}`, {}, bundleShape))) };
      },
      async (papers) => {
        const root = await verifyRoot(await this.#log.record(papers.root, "practice_root"), practice);
        for (const [index, epoch] of epochs.entries()) {
          const bundle = papers.epochs[index];
          if (bundle !== undefined) await verifyEpoch(await this.#log.record(bundle, "epoch"), practice, fromB64(root.root), epoch);
        }
        return papers;
      },
    );
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
      () => askAgain(`${this.#url}/practices/${practice}/epochs/${epoch}`, {}, bundleShape),
      async (bundle) => {
        const record = await verifyEpoch(await this.#log.record(bundle, "epoch"), practice, root, epoch);
        return deskOf(record).sign;
      },
    );
  }
}
