/** What a member holds of a practice: its verified records, the members, and the desk secrets of every epoch. */
import { type MemberKeys, memberKeys } from "../protocol/accounts";
import { type Bytes, fromB64 } from "../protocol/encoding";
import {
  checkSecrets,
  type CompartmentSecrets,
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
import { b64Of, boolean, identifier, integer, list, oneOf, partOf, type Read, string } from "../protocol/shapes";
import type { Signed } from "../protocol/signed";
import { bundleShape, readEntry } from "../protocol/transparency";
import { DoorError } from "./door-types";
import type { Log } from "./logs";
import type { Practices } from "./practices";
import type { Account } from "./session";

const accessShape = partOf({
  member: identifier,
  role: string,
  officer: boolean,
  epoch: bundleShape,
  root: bundleShape,
  members: b64Of(),
  wraps: list(partOf({ epoch: integer(1), compartment: oneOf(desk), sealed: b64Of() })),
  previous: list(partOf({ epoch: integer(1), locked: b64Of() })),
  root_wrap: b64Of(),
});
type AccessAnswer = Read<typeof accessShape>;

export interface PracticeAccess {
  practice: string;
  keys: MemberKeys;
  self: MemberEntry;
  root: RootRecord;
  epoch: EpochRecord;
  epochSigned: Signed;
  members: Members;
  /** By epoch; a member of one epoch reads all before it. */
  secrets: ReadonlyMap<number, CompartmentSecrets>;
  current: CompartmentSecrets;
  rootWrap: Bytes;
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

  async #fetch(practice: string): Promise<PracticeAccess> {
    await this.#checkPinned(practice);
    return this.#log.believing(
      () => this.#account.ask(`/practices/${practice}/access`, {}, accessShape),
      async (answer) => {
        const { root, epoch } = await this.#practices.verify(answer.root, answer.epoch, practice);
        return openAccess(answer, root, epoch, await this.keys());
      },
    );
  }

  /** Only a practice this person opened or was invited to: the platform cannot make somebody a member of its own. */
  async #checkPinned(practice: string): Promise<void> {
    const pinned = (vault: Awaited<ReturnType<Account["vault"]>>) => vault.practices.some((known) => known.practice === practice);
    if (pinned(await this.#account.vault())) return;
    if (!pinned(await this.#account.readVault())) throw new DoorError("practice_unpinned");
  }
}

async function openAccess(answer: AccessAnswer, root: RootRecord, epoch: EpochRecord, keys: MemberKeys): Promise<PracticeAccess> {
  const { practice } = root;
  const wrap = answer.wraps.find((candidate) => candidate.epoch === epoch.epoch);
  if (wrap === undefined) throw new DoorError("cannot_open");
  const sealed = fromB64(wrap.sealed);
  const current = await openWrap(sealed, practice, epoch.epoch, keys.member, keys.sealSeed);
  await checkSecrets(current, epoch);
  const members = await openMembers(fromB64(answer.members), epoch, current);
  const self = members.members.find(({ member }) => member === keys.member);
  if (self === undefined || !self.wraps.some(({ hash }) => hash === wrapHash(sealed))) throw new DoorError("cannot_open");
  return {
    practice,
    keys,
    self,
    root,
    epoch,
    epochSigned: readEntry(answer.epoch, "epoch"),
    members,
    secrets: await openEarlier(answer, current, members),
    current,
    rootWrap: fromB64(answer.root_wrap),
  };
}

/** Each epoch's filing key opens the secrets before it. */
async function openEarlier(answer: AccessAnswer, current: CompartmentSecrets, members: Members): Promise<ReadonlyMap<number, CompartmentSecrets>> {
  const secrets = new Map([[current.epoch, current]]);
  for (let next = current; next.epoch > 1; ) {
    const found = answer.previous.find(({ epoch }) => epoch === next.epoch);
    if (found === undefined) throw new DoorError("cannot_open");
    const locked = fromB64(found.locked);
    if (next === current && previousHash(locked) !== members.previous_hash) throw new DoorError("cannot_open");
    next = await openPrevious(locked, next);
    secrets.set(next.epoch, next);
  }
  return secrets;
}

export function secretsOf(access: PracticeAccess, epoch: number): CompartmentSecrets {
  const secrets = access.secrets.get(epoch);
  if (secrets === undefined) throw new DoorError("cannot_open");
  return secrets;
}

export async function rootSeedOf(access: PracticeAccess): Promise<Bytes> {
  if (access.rootWrap.length === 0) throw new DoorError("officer_only");
  return openRootWrap(access.rootWrap, access.practice, access.keys.member, access.keys.sealSeed);
}
