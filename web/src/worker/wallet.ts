/**
 * Words of practices that know this person (SPEC 24): collected when visits are read, kept in the vault, each shown once. What a visit brings
 * is made anew from its seed, so nothing is lost where somebody is interrupted. The vault is written with what else is tended, later, so that
 * no writing points at a visit.
 */
import { type CredentialAsk, type CredentialKey, askOf, credentialHash, credentialKeyId, finishCredentials, type KeptCredential, keyIdOf, type KnownAs, openCredentials, requestCredentials } from "../protocol/credentials";
import { b64, type Bytes, fromB64, hex, utf8 } from "../protocol/encoding";
import { hash } from "../protocol/primitives";
import type { PublicationRecord } from "../protocol/publication";
import type { Vault } from "../protocol/vault";
import * as shelf from "./shelf";

/** So many a visit brings: the one that the next costs, and one more. */
const asked = 2;
/** With so many left, a visit asks for none. */
const enough = 4;
/** Until the vault has them no more, and what the vault has. */
const [shownKey, collectedKey] = ["words-shown", "words-collected"];

/** Of what is kept from a practice: how many are good for each audience, and whether others were, under keys of before. */
export type Held = Readonly<Record<KnownAs, number>> & Readonly<{ lapsed: boolean }>;

/** What a desk left with a visit, and what opens it. */
export interface Left {
  seed: string;
  replySeed: Bytes;
  appointment: string;
  sealed: string;
}

export function wordKey({ credentials = [] }: Pick<PublicationRecord, "credentials">, audience: string): CredentialKey | undefined {
  return credentials.find((key) => key.audience === audience);
}

export class Wallet {
  readonly #vault: () => Promise<Vault>;
  readonly #waiting: () => Promise<ReadonlySet<string>>;
  /** Collected here, and not yet in the vault. */
  #gathered: readonly KeptCredential[] = [];
  #marks: readonly string[] = [];

  /** `waiting`: the words with which somebody stands in lines. */
  constructor(vault: () => Promise<Vault>, waiting: () => Promise<ReadonlySet<string>> = async () => new Set()) {
    this.#vault = vault;
    this.#waiting = waiting;
  }

  /** What a visit should bring: always the same for one seed; nothing where there is enough. */
  async asks(seed: string, publication: PublicationRecord): Promise<readonly CredentialAsk[]> {
    const key = wordKey(publication, "known");
    if (key === undefined || (await this.#fitting(publication.practice, key)).length >= enough) return [];
    return [await askFor(seed, publication.practice, key)];
  }

  /** One that was not shown yet, under the key of now; before those whose line would be left by spending them. */
  async find(publication: PublicationRecord, audience: string): Promise<Bytes | undefined> {
    const key = wordKey(publication, audience);
    if (key === undefined) return undefined;
    const [all, waiting] = [await this.#fitting(publication.practice, key), await this.#waiting()];
    const found = all.find(({ credential }) => !waiting.has(credential)) ?? all[0];
    return found && fromB64(found.credential);
  }

  async held(publication: PublicationRecord): Promise<Held> {
    const all = (await this.#unshown()).filter(({ practice }) => practice === publication.practice);
    const good = async (audience: KnownAs) => {
      const key = wordKey(publication, audience);
      return key === undefined ? 0 : (await this.#fitting(publication.practice, key)).length;
    };
    const [known, colleagues] = [await good("known"), await good("colleagues")];
    return { known, colleagues, lapsed: known + colleagues === 0 && all.length > 0 };
  }

  /** It is worth nothing any more. */
  async noteShown(credential: Bytes): Promise<void> {
    const shown = new Set(await shelf.read<readonly string[]>(shownKey));
    await shelf.write(shownKey, [...shown.add(credentialHash(credential))].sort());
  }

  /**
   * Opens what a desk left with a visit; under another key by now, it is worth nothing. What is not believed is refused, and looked at again:
   * whoever may write there can leave junk, and the desk's own answer may come after it. Whether it was new.
   */
  async collect(left: Left, publication: PublicationRecord): Promise<boolean> {
    if (await this.#isCollected(left)) return false;
    const answer = await openCredentials(fromB64(left.sealed), left.replySeed, publication.practice, left.appointment);
    const key = wordKey(publication, answer.audience);
    const isOfNow = key !== undefined && keyIdOf(key) === answer.key;
    const given = isOfNow ? await finishCredentials(answer, fromB64(left.seed), publication.practice, key) : [];
    const kept = given.map((credential) => ({ practice: publication.practice, audience: answer.audience, credential: b64(credential) }));
    this.#gathered = [...this.#gathered, ...kept];
    this.#marks = [...this.#marks, mark(left)];
    return true;
  }

  async #isCollected(left: Left): Promise<boolean> {
    const written = (await shelf.read<readonly string[]>(collectedKey)) ?? [];
    return [...this.#marks, ...written].includes(mark(left));
  }

  /** What the vault is to be told, and what may be forgotten here once it was. */
  async settling(): Promise<{ change: (vault: Vault) => Vault; done: () => Promise<void> }> {
    const [gathered, marks, shown] = [this.#gathered, this.#marks, new Set(await shelf.read<readonly string[]>(shownKey))];
    const done = async (): Promise<void> => {
      this.#gathered = this.#gathered.filter((one) => !gathered.includes(one));
      this.#marks = this.#marks.filter((one) => !marks.includes(one));
      const before = (await shelf.read<readonly string[]>(collectedKey)) ?? [];
      if (marks.length > 0) await shelf.write(collectedKey, [...new Set([...before, ...marks])].sort());
    };
    return { change: (vault) => settled(vault, gathered, shown), done };
  }

  async #unshown(): Promise<readonly KeptCredential[]> {
    const { credentials = [] } = await this.#vault();
    const shown = new Set(await shelf.read<readonly string[]>(shownKey));
    return distinct([...credentials, ...this.#gathered]).filter((one) => !isShown(one, shown));
  }

  async #fitting(practice: string, key: CredentialKey): Promise<readonly KeptCredential[]> {
    const good = ({ credential }: KeptCredential) => credentialKeyId(fromB64(credential)) === keyIdOf(key);
    return (await this.#unshown()).filter((one) => one.practice === practice && one.audience === key.audience && good(one));
  }
}

export async function askFor(seed: string, practice: string, key: CredentialKey): Promise<CredentialAsk> {
  return askOf(await requestCredentials(fromB64(seed), practice, key, asked), key);
}

/** The very same vault where nothing changed. */
export function settled(vault: Vault, gathered: readonly KeptCredential[], shown: ReadonlySet<string>): Vault {
  const { credentials: before = [], ...others } = vault;
  const after = distinct([...before, ...gathered]).filter((one) => !isShown(one, shown));
  if (after.length === before.length && after.every((one, index) => one === before[index])) return vault;
  return after.length === 0 ? others : { ...others, credentials: after };
}

function distinct(all: readonly KeptCredential[]): readonly KeptCredential[] {
  return all.filter(({ credential }, index) => all.findIndex((one) => one.credential === credential) === index);
}

function isShown({ credential }: KeptCredential, shown: ReadonlySet<string>): boolean {
  return shown.has(credentialHash(fromB64(credential)));
}

/** Of an answer and its visit: another answer in its place is looked at anew. */
function mark({ seed, sealed }: Left): string {
  return hex(hash("answer-mark", utf8(`${seed} ${sealed}`)));
}
