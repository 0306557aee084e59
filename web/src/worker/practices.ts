/** A practice's public keys and publication, verified down to the log, and kept for a minute. */
import type { Bytes, Json } from "../protocol/encoding";
import { b64, fromB64 } from "../protocol/encoding";
import { type Endorsement, verifyEndorsement } from "../protocol/endorsements";
import { insist, Refusal } from "../protocol/errors";
import type { KeptPractice } from "../protocol/kitfile";
import { epochMark, publicationMark } from "../protocol/marks";
import { deskOf, type EpochRecord, type RootRecord, verifyEpoch, verifyRoot } from "../protocol/practice";
import { type PublicationRecord, publicationHash, verifyPublication } from "../protocol/publication";
import { isSignedByTheNewest, rootMark, rootNow, type Roots, verifyPastEpoch, verifyReplacements } from "../protocol/replacements";
import { dayOf, list, partOf, type Read, type Shape } from "../protocol/shapes";
import { type Signed, signedShape } from "../protocol/signed";
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
  roots: Roots;
}

/** Root and epoch as they proved themselves; the root is the one that counts, of all that the practice had. */
export interface Keys {
  root: RootRecord;
  epoch: EpochRecord;
  roots: Roots;
}

/** An answer with what leads from the practice's first root to the one that counts; absent while that is the first. */
export function withReplacements<T extends Json & object>(shape: Shape<T>): Shape<T & Led> {
  return (value) => {
    const { replacements = [] } = value as { replacements?: Json };
    return { ...shape(value), replacements: list(bundleShape)(replacements) };
  };
}
export type Led = Readonly<{ replacements: readonly Bundle[] }>;

const keysShape = partOf({ root: bundleShape, epoch: bundleShape, publication: signedShape });
/** `endorsement` is absent while there is none. */
const answerShape: Shape<Answer> = (value) => {
  const { endorsement = "" } = value as { endorsement?: Json };
  return { ...withReplacements(keysShape)(value), endorsement: endorsement === "" ? "" : bundleShape(endorsement) };
};
type Answer = Read<typeof keysShape> & Led & { readonly endorsement: Bundle | "" };
const replacementsShape = partOf({ replacements: list(bundleShape) });
const freshFor = 60_000;

/** What an earlier root said is believed only on the way to what the present one says. */
function deskName(practice: string, roots: Roots, epoch: number): string {
  return `${practice}/${roots.known.length}/${epoch}`;
}

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
        const { root, epoch, roots } = await this.verify(answer, practice, seen);
        const publication = await verifyPublication(answer.publication, epoch);
        seen.follow("publication", practice, publicationMark(answer.publication, publication), publication.previous);
        await this.seen.keep(seen);
        const endorsement = await this.#verifyEndorsement(answer.endorsement, root, roots.replacement);
        return { root, epoch, publication, publicationHash: publicationHash(answer.publication), endorsement, roots };
      },
    );
  }

  get #url(): string {
    return `${this.#world.platform.url}/v1`;
  }

  async #verifyEndorsement(bundle: Bundle | "", root: RootRecord, replacement: string): Promise<Endorsement | Refusal> {
    const { custodian, demo } = this.#world;
    const verify = async (shown: Bundle | "") => {
      insist(shown !== "", "practice_not_endorsed");
      const signed = await this.#custodianLog.record(shown, "practice_endorsement", `${this.#url}/followed/consistency`);
      return verifyEndorsement(signed, custodian.logKey.publicKey, root, dayOf(new Date()), demo, replacement);
    };
    try {
      return await this.#custodianLog.believing(() => Promise.resolve(bundle), verify);
    } catch (error) {
      if (error instanceof Refusal) return error;
      throw error;
    }
  }

  /** Root and epoch as they arrive together, never older than seen before. Call within the log's `believing`. */
  async verify(shown: Led & { root: Bundle; epoch: Bundle }, practice: string, seen: Look): Promise<Keys> {
    const first = await verifyRoot(await this.#log.record(shown.root, "practice_root"), practice);
    const roots = await this.#verifyRoots(practice, fromB64(first.root), shown.replacements);
    seen.follow("root", practice, rootMark(roots), roots.previous);
    const signed = await this.#log.record(shown.epoch, "epoch");
    const epoch = await verifyEpoch(signed, practice, rootNow(roots));
    seen.follow("epoch", practice, epochMark(signed, epoch), epoch.predecessor);
    this.#desks.set(deskName(practice, roots, epoch.epoch), Promise.resolve(deskOf(epoch).sign));
    return { root: { ...first, root: b64(rootNow(roots)) }, epoch, roots };
  }

  /** The root that counts, if what leads to it is in the custodian's log. */
  async #verifyRoots(practice: string, first: Bytes, replacements: readonly Bundle[]): Promise<Roots> {
    const chain = await this.#custodianLog.believing(
      () => Promise.resolve(replacements),
      async (bundles) => {
        const signed: Signed[] = [];
        for (const bundle of bundles) signed.push(await this.#custodianLog.record(bundle, "root_replacement", `${this.#url}/followed/consistency`));
        return signed;
      },
    );
    return verifyReplacements(chain, this.#world.custodian.logKey.publicKey, practice, first, dayOf(new Date()));
  }

  /** The roots of a practice with those that have signed nothing yet. */
  async rootsToCome(practice: string): Promise<Roots> {
    const { roots } = await this.lookAgain(practice);
    const [first] = roots.known;
    insist(first !== undefined, "root_not_replaced");
    const { replacements } = await askAgain(`${this.#url}/practices/${practice}/replacements`, {}, replacementsShape);
    return this.#verifyRoots(practice, first, replacements);
  }

  /** What proves the practice's keys of these epochs to whoever has the log's key; each bundle is checked here. */
  papers(practice: string, epochs: readonly number[]): Promise<KeptPractice> {
    return this.#log.believing(
      () => askAgain(`${this.#url}/practices/${practice}`, {}, answerShape),
      async ({ root, replacements }) => {
        const first = await verifyRoot(await this.#log.record(root, "practice_root"), practice);
        const roots = await this.#verifyRoots(practice, fromB64(first.root), replacements);
        const found = new Map<number, Bundle>();
        for (const epoch of epochs) await verifyPastEpoch(await this.#row(practice, roots, epoch, found), practice, roots, epoch);
        const kept = { practice, root, epochs: [...found].sort(([a], [b]) => a - b).map(([, bundle]) => bundle) };
        return replacements.length === 0 ? kept : { ...kept, replaced: { custodian: this.#world.custodian.verifier, replacements } };
      },
    );
  }

  /** The record of an epoch and, where an earlier root signed it, those after it up to one by the root that counts. */
  async #row(practice: string, roots: Roots, epoch: number, found = new Map<number, Bundle>()): Promise<readonly Signed[]> {
    const row: Signed[] = [];
    for (let number = epoch; ; number++) {
      const bundle = found.get(number) ?? (await askAgain(`${this.#url}/practices/${practice}/epochs/${number}`, {}, bundleShape));
      found.set(number, bundle);
      const signed = await this.#log.record(bundle, "epoch");
      row.push(signed);
      if (await isSignedByTheNewest(signed, practice, roots, number)) return row;
    }
  }

  /** The desk key of any epoch, to believe what was signed then. */
  deskKey(practice: string, roots: Roots, epoch: number): Promise<Bytes> {
    const name = deskName(practice, roots, epoch);
    const known = this.#desks.get(name) ?? this.#fetchDesk(practice, roots, epoch);
    this.#desks.set(name, known);
    known.catch(() => this.#desks.delete(name));
    return known;
  }

  /** Where an earlier root signed it, those after it are read as well, up to one by the root that counts. */
  async #fetchDesk(practice: string, roots: Roots, epoch: number): Promise<Bytes> {
    const chain: Signed[] = [];
    for (let number = epoch; ; number++) {
      const signed = await this.#log.believing(
        () => askAgain(`${this.#url}/practices/${practice}/epochs/${number}`, {}, bundleShape),
        (bundle) => this.#log.record(bundle, "epoch"),
      );
      chain.push(signed);
      if (await isSignedByTheNewest(signed, practice, roots, number)) break;
    }
    return deskOf(await verifyPastEpoch(chain, practice, roots, epoch)).sign;
  }
}
