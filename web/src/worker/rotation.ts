/** What a new epoch is to change, what of it is still to be done, and the keys made for it (SPEC 6). */
import { b64, type Bytes, fromB64, hex } from "../protocol/encoding";
import {
  clinical,
  type Compartment,
  type CompartmentSecrets,
  compartments,
  entitled,
  epochRecord,
  lockMembers,
  type MemberEntry,
  membersOf,
  type Members,
  opens,
  type Policy,
  type RecoveryPin,
  wrapHash,
  wrapRoot,
  wrapSecrets,
} from "../protocol/practice";
import { derive, hash } from "../protocol/primitives";
import { dayOf } from "../protocol/shapes";
import { sign } from "../protocol/signed";
import { DoorError, type Progress, type TeamChange } from "./door-types";
import { Refused } from "./http";

/** How often a change of keys begins anew because a colleague's came between. */
const attempts = 3;

export type NewMember = Omit<MemberEntry, "wraps">;

/** A change of keys that was begun, and from which epoch: kept until it is known to be done. */
export interface Begun extends Required<TeamChange> {
  epoch: number;
  /** Number of the replacement whose root is taken up with it; absent where the root stays. */
  root?: number;
  /** Hashes of the recovery shares made in its course, which nobody may have printed; the shares are kept nowhere. */
  made?: readonly string[];
}

/** Where it is kept; which member keeps it is not to be read here without the account. */
export function begunKey(accountRoot: Bytes, practice: string): string {
  return `rotation:${hex(hash("rotation", accountRoot)).slice(0, 32)}:${practice}`;
}

/** Shares that are valid as soon as the epoch after this one begins, and that nobody has printed. */
export function unprintedOf(epoch: number, made: readonly string[]): Begun {
  return { epoch, admit: [], remove: [], grant: [], withdraw: [], shares: false, second: "", entry: "", made };
}

/** Whether the shares now valid were made by this very change, before it was interrupted. */
export function isUnprinted({ recovery }: Pick<Members, "recovery">, { made = [] }: Pick<Begun, "made">): boolean {
  return recovery !== undefined && made.includes(recovery.record);
}

/**
 * Whether nothing can come of a change any more: a refusal stays one. A server that failed, or whose answer was lost, may
 * have begun the epoch all the same, and so may one that refused it: once shares are made, no answer proves that they
 * are worth nothing.
 */
export function isOver(error: unknown, { made = [] }: Pick<Begun, "made">): boolean {
  if (!(error instanceof DoorError) || error.code === "offline" || made.length > 0) return false;
  return !(error instanceof Refused) || (error.status < 500 && error.code !== "unexpected");
}

/** Begins anew where a colleague's change came between, each time by what was noted in the last attempt. */
export async function attempted<T>(noted: () => Promise<Begun>, once: (begun: Begun) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once(await noted());
    } catch (error) {
      if (attempt === attempts || !(error instanceof DoorError) || error.code !== "epoch_conflict") throw error;
    }
  }
}

/** The root that this account makes for a replacement: derived, not stored, so any of its browsers goes on. */
export function newRoot(accountRoot: Bytes, practice: string, number: number): Bytes {
  return derive(accountRoot, `practice-root/${practice}/${number}`);
}

export interface Admitted {
  invitation: string;
  member: NewMember;
}

export interface Plan {
  people: readonly NewMember[];
  granted: ReadonlySet<string>;
  admitted: readonly Admitted[];
  removed: readonly string[];
  differs: boolean;
}

/** Asked again after an interruption, what has happened meanwhile is left out. */
export function planOf(present: readonly MemberEntry[], begun: Begun, admitted: readonly Admitted[], again: boolean): Plan {
  const removed = begun.remove.filter((member) => !again || present.some((known) => known.member === member));
  const people = [...present.filter(({ member }) => !removed.includes(member)), ...admitted.map(({ member }) => member)];
  const memberOf = (id: string): string => admitted.find(({ invitation }) => invitation === id)?.member.member ?? id;
  const [grant, withdraw] = [begun.grant.map(memberOf), begun.withdraw.map(memberOf)];
  // Practitioners and officers hold the clinical keys by what they are.
  if (people.some((person) => withdraw.includes(person.member) && byRole(person))) throw new DoorError("grant_misplaced");
  const before = new Set(present.filter((member) => opens(member, clinical)).map(({ member }) => member));
  const keeps = ({ member }: NewMember): boolean => (before.has(member) || grant.includes(member)) && !withdraw.includes(member);
  const granted = new Set(people.filter(keeps).map(({ member }) => member));
  const regranted = people.some((person) => !byRole(person) && granted.has(person.member) !== before.has(person.member));
  return { people, granted, admitted, removed, differs: removed.length > 0 || admitted.length > 0 || regranted };
}

/** What the practice wants after a change of keys: as before, unless the change is about that. */
export function policyAfter({ policy }: Pick<Members, "policy">, { entry }: Pick<Begun, "entry">): Policy | undefined {
  return { "": policy, any: undefined, strong: { entry: "strong" as const } }[entry];
}

function byRole({ role, officer }: NewMember): boolean {
  return entitled(role, officer, false).includes(clinical);
}

export type EpochSecrets = Readonly<Record<Compartment, CompartmentSecrets>>;

export interface EpochDraft {
  secrets: EpochSecrets;
  predecessor: string;
  /** The locked secrets of the epoch before: the desk's, then the clinical ones where there were any. */
  previous: readonly Bytes[];
  people: readonly NewMember[];
  granted: ReadonlySet<string>;
  rootSeed: Bytes;
  /** Which way back leads into the epoch, where there is one. */
  recovery?: RecoveryPin | undefined;
  policy?: Policy | undefined;
}

/** Everything of an epoch that depends on who its members are. */
export async function makeEpoch({ secrets, predecessor, previous, people, granted, rootSeed, recovery, policy }: EpochDraft, progress: Progress = () => undefined) {
  const { practice, epoch: number } = secrets.desk;
  const wraps: { member: string; compartment: Compartment; sealed: string }[] = [];
  const rootWraps: { member: string; sealed: string }[] = [];
  const entries: MemberEntry[] = [];
  for (const person of people) {
    const { member, role, officer, sign: signKey, seal, name } = person;
    const hashes: { compartment: Compartment; hash: string }[] = [];
    for (const compartment of entitled(role, officer, granted.has(member))) {
      const sealed = await wrapSecrets(secrets[compartment], member, fromB64(seal));
      wraps.push({ member, compartment, sealed: b64(sealed) });
      hashes.push({ compartment, hash: wrapHash(sealed) });
    }
    if (officer) rootWraps.push({ member, sealed: b64(await wrapRoot(rootSeed, practice, member, fromB64(seal))) });
    entries.push({ member, role, officer, sign: signKey, seal, name, wraps: hashes });
    progress(entries.length, people.length);
  }
  const members = membersOf(practice, number, previous, entries, recovery, policy);
  const ordered = compartments.map((name) => secrets[name]);
  const epoch = await sign(rootSeed, "epoch", await epochRecord(ordered, predecessor, members, dayOf(new Date())));
  return { epoch, members: b64(await lockMembers(members, secrets.desk)), wraps, root_wraps: rootWraps };
}
