/** What a member holds of a practice: its verified records, the members, and the secrets of every epoch. */
import { type MemberKeys, memberKeys } from "../protocol/accounts";
import { b64, type Bytes, fromB64, hex } from "../protocol/encoding";
import { type Entered, isStrong, requireEntry } from "../protocol/entry";
import {
  checkSecrets,
  clinical,
  type Compartment,
  type CompartmentSecrets,
  compartments,
  desk,
  type EpochRecord,
  type MemberEntry,
  type Members,
  openMembers,
  openPrevious,
  openRootWrap,
  openWrap,
  previousHash,
  type RootRecord,
  wrapHash,
} from "../protocol/practice";
import type { Roots } from "../protocol/replacements";
import { b64Of, boolean, identifier, integer, list, oneOf, partOf, type Read, string } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import { bundleShape, readEntry } from "../protocol/transparency";
import type { VaultWay } from "../protocol/vault";
import { DoorError } from "./door-types";
import type { Log } from "./logs";
import { type Practices, withReplacements } from "./practices";
import { heldLocator } from "./remembered";
import type { Account } from "./session";

const accessShape = partOf({
  member: identifier,
  role: string,
  officer: boolean,
  epoch: bundleShape,
  root: bundleShape,
  members: b64Of(),
  wraps: list(partOf({ epoch: integer(1), compartment: oneOf(...compartments), sealed: b64Of() })),
  previous: list(partOf({ epoch: integer(1), compartment: oneOf(...compartments), locked: b64Of() })),
  root_wrap: b64Of(),
});
type AccessAnswer = Read<typeof accessShape>;
type Secrets = ReadonlyMap<number, CompartmentSecrets>;

export interface PracticeAccess {
  practice: string;
  keys: MemberKeys;
  self: MemberEntry;
  root: RootRecord;
  epoch: EpochRecord;
  epochSigned: Signed;
  members: Members;
  /** By epoch; a member of one epoch reads all before it. */
  secrets: Secrets;
  current: CompartmentSecrets;
  /** Empty for whoever has no key to clinical notes. */
  clinical: Secrets;
  rootWrap: Bytes;
  roots: Roots;
}

/** What the team calls a member; "" once somebody has left. */
export function nameOf({ members }: PracticeAccess, member: string): string {
  return members.members.find((known) => known.member === member)?.name ?? "";
}

export class Memberships {
  readonly #account: Account;
  readonly #log: Log;
  readonly #practices: Practices;
  readonly #open = new Map<string, Promise<PracticeAccess>>();
  #keys: Promise<MemberKeys> | undefined;

  constructor(account: Account, log: Log, practices: Practices) {
    this.#account = account;
    this.#log = log;
    this.#practices = practices;
  }

  keys(): Promise<MemberKeys> {
    this.#keys ??= memberKeys(this.#account.open.root);
    return this.#keys;
  }

  access(practice: string): Promise<PracticeAccess> {
    const known = this.#open.get(practice) ?? this.#fetch(practice);
    this.#open.set(practice, known);
    known.catch(() => this.#open.delete(practice));
    return known;
  }

  /** After the practice's keys have changed. */
  renew(practice: string): Promise<PracticeAccess> {
    this.#open.delete(practice);
    this.#practices.forget(practice);
    return this.access(practice);
  }

  /** Works with the access at hand, and once more with the practice's new keys when they changed meanwhile. */
  async using<T>(practice: string, work: (access: PracticeAccess) => Promise<T>): Promise<T> {
    try {
      return await work(await this.access(practice));
    } catch (error) {
      if (!(error instanceof DoorError) || error.code !== "epoch_retired") throw error;
      return work(await this.renew(practice));
    }
  }

  /** Whether a practice that wants more than a passphrase opens to this session. */
  async isLetIn(): Promise<boolean> {
    return isStrong((await this.#account.vault()).ways, await this.#entered());
  }

  async #entered(): Promise<Entered> {
    return { openedBy: hex(this.#account.open.way.locator), held: await heldLocator() };
  }

  /**
   * Before ways in change to these: refuses where a practice refuses this session, which would let itself in by what it
   * adds, or where none that is left would open a practice that wants more than a passphrase.
   */
  async requireChange(after: readonly VaultWay[]): Promise<void> {
    const weak = after.every(({ kind }) => kind === "passphrase");
    if (!weak && (await this.isLetIn())) return;
    const { practices } = await this.#account.vault();
    const wanting = await Promise.all(practices.map(({ practice }) => this.#wants(practice)));
    if (weak && wanting.includes(true)) throw new DoorError("last_strong_way");
  }

  /** A practice that cannot be read at the moment wants nothing; whoever has left one keeps its pin. */
  async #wants(practice: string): Promise<boolean> {
    try {
      return (await this.access(practice)).members.policy !== undefined;
    } catch (error) {
      if (isTooWeak(error)) throw error;
      return false;
    }
  }

  async #fetch(practice: string): Promise<PracticeAccess> {
    await this.#checkPinned(practice);
    return this.#log.believing(
      async () => ({ seen: await this.#practices.seen.look(), answer: await this.#account.ask(`/practices/${practice}/access`, {}, withReplacements(accessShape)) }),
      async ({ seen, answer }) => {
        const { root, epoch, roots } = await this.#practices.verify(answer, practice, seen);
        await this.#checkPinnedRoot(practice, roots);
        const access = await openAccess(answer, root, epoch, await this.keys());
        requireEntry(access.members, (await this.#account.vault()).ways, await this.#entered());
        await this.#practices.seen.keep(seen);
        return { ...access, roots };
      },
    );
  }

  /** The vault may know of a later root than this browser has seen. */
  async #checkPinnedRoot(practice: string, { known }: Roots): Promise<void> {
    const pinned = (await this.#account.vault()).practices.find((each) => each.practice === practice)?.root;
    if (pinned !== undefined && !known.some((root) => b64(root) === pinned)) throw new DoorError("root_rolled_back");
  }

  /** Only a practice this person opened or was invited to: the platform cannot make somebody a member of its own. */
  async #checkPinned(practice: string): Promise<void> {
    const pinned = (vault: Awaited<ReturnType<Account["vault"]>>) => vault.practices.some((known) => known.practice === practice);
    if (pinned(await this.#account.vault())) return;
    if (!pinned(await this.#account.readVault())) throw new DoorError("practice_unpinned");
  }
}

export function isTooWeak(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "way_too_weak";
}

/** Opens one's own wraps, checks that they fit the record and the list, and goes back through the epochs. */
export async function openAccess(answer: AccessAnswer, root: RootRecord, epoch: EpochRecord, keys: MemberKeys): Promise<Omit<PracticeAccess, "roots">> {
  const { practice } = root;
  const wraps = new Map(answer.wraps.filter((wrap) => wrap.epoch === epoch.epoch).map((wrap) => [wrap.compartment, fromB64(wrap.sealed)]));
  const current = await openOwn(wraps, desk, epoch, keys);
  const members = await openMembers(fromB64(answer.members), epoch, current);
  const self = members.members.find(({ member }) => member === keys.member);
  // The list says which wraps there are: none may be missing, exchanged or slipped in.
  if (self?.wraps.length !== wraps.size || !self.wraps.every((wrap) => hashOf(wraps.get(wrap.compartment)) === wrap.hash)) throw new DoorError("cannot_open");
  const locked = new Map(answer.previous.map((row) => [placeOf(row.compartment, row.epoch), fromB64(row.locked)]));
  const latest = compartments.map((name) => locked.get(placeOf(name, epoch.epoch))).filter((lock) => lock !== undefined);
  if (previousHash(latest) !== members.previous_hash) throw new DoorError("cannot_open");
  const secrets = await openEarlier(locked, current);
  if (secrets.size < epoch.epoch) throw new DoorError("cannot_open");
  return {
    practice,
    keys,
    self,
    root,
    epoch,
    epochSigned: readEntry(answer.epoch, "epoch"),
    members,
    secrets,
    current,
    clinical: wraps.has(clinical) ? await openEarlier(locked, await openOwn(wraps, clinical, epoch, keys)) : new Map(),
    rootWrap: fromB64(answer.root_wrap),
  };
}

async function openOwn(wraps: ReadonlyMap<Compartment, Bytes>, name: Compartment, epoch: EpochRecord, keys: MemberKeys): Promise<CompartmentSecrets> {
  const sealed = wraps.get(name);
  if (sealed === undefined) throw new DoorError("cannot_open");
  const secrets = await openWrap(sealed, epoch.practice, epoch.epoch, keys.member, keys.sealSeed, name);
  await checkSecrets(secrets, epoch);
  return secrets;
}

function hashOf(sealed: Bytes | undefined): string | undefined {
  return sealed && wrapHash(sealed);
}

function placeOf(compartment: Compartment, epoch: number): string {
  return `${compartment}/${epoch}`;
}

/** Each epoch's filing key opens the secrets before it, back to where the compartment began. */
async function openEarlier(locked: ReadonlyMap<string, Bytes>, current: CompartmentSecrets): Promise<Secrets> {
  const secrets = new Map([[current.epoch, current]]);
  for (let next = current; ; ) {
    const lock = locked.get(placeOf(next.name, next.epoch));
    if (lock === undefined) return secrets;
    next = await openPrevious(lock, next);
    secrets.set(next.epoch, next);
  }
}

export function secretsOf(access: PracticeAccess, epoch: number): CompartmentSecrets {
  const secrets = access.secrets.get(epoch);
  if (secrets === undefined) throw new DoorError("cannot_open");
  return secrets;
}

export function clinicalOf(access: PracticeAccess, epoch: number): CompartmentSecrets {
  const secrets = access.clinical.get(epoch);
  if (secrets === undefined) throw new DoorError(access.clinical.size === 0 ? "compartment_closed" : "cannot_open");
  return secrets;
}

export async function rootSeedOf(access: PracticeAccess): Promise<Bytes> {
  if (access.rootWrap.length === 0) throw new DoorError("officer_only");
  return openRootWrap(access.rootWrap, access.practice, access.keys.member, access.keys.sealSeed);
}
