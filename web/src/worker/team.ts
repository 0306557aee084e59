/** Officers' acts: opening a practice, inviting, and new epochs with new keys for those who stay (SPEC 6). */
import { b64, type Bytes, fromB64 } from "../protocol/encoding";
import { answer, invitationId, readAnswer, readLink, writeLink } from "../protocol/invitations";
import {
  type CompartmentSecrets,
  desk,
  epochPredecessor,
  epochRecord,
  lockMembers,
  lockPrevious,
  type MemberEntry,
  membersOf,
  newSecrets,
  rootPredecessor,
  rootRecord,
  wrapHash,
  wrapRoot,
  wrapSecrets,
} from "../protocol/practice";
import { derive, random } from "../protocol/primitives";
import { signPublication } from "../protocol/publication";
import { b64Of, boolean, day, dayOf, identifier, list, oneOf, partOf, type Read } from "../protocol/shapes";
import { sign } from "../protocol/signed";
import { bundleShape } from "../protocol/transparency";
import { firstPrevious } from "../protocol/vault";
import { type Memberships, type PracticeAccess, rootSeedOf } from "./access";
import { publicationOf, recordOf } from "./desk";
import { DoorError, type Invitation, type Member, type Membership, type NewPractice, type Progress, type Team } from "./door-types";
import type { Practices } from "./practices";
import type { Account } from "./session";

const role = oneOf("practitioner", "secretary");
const membershipsShape = partOf({ practices: list(partOf({ practice: identifier, member: identifier, role, officer: boolean })) });
const invitationShape = partOf({ invitation: identifier, role, officer: boolean, expires: day, answer: b64Of(), mac: b64Of() });
const invitationsShape = partOf({ invitations: list(invitationShape) });
type InvitationRow = Read<typeof invitationShape>;

const invitationDays = 14;
/** How many invitations of one officer may lie open per practice and last day. */
const openInvitations = 64;

type NewMember = Omit<MemberEntry, "wraps">;

export class Teams {
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #memberships: Memberships;

  constructor(account: Account, practices: Practices, memberships: Memberships) {
    this.#account = account;
    this.#practices = practices;
    this.#memberships = memberships;
  }

  /** Where this person works, by the platform's list and the pins of the own vault. */
  async memberships(): Promise<readonly Membership[]> {
    const { practices } = await this.#account.ask("/memberships", {}, membershipsShape);
    return Promise.all(
      practices.map(async ({ practice }) => {
        const { root, self } = await this.#memberships.access(practice);
        return { practice, name: root.name, role: self.role, officer: self.officer };
      }),
    );
  }

  async team(practice: string): Promise<Team> {
    return teamOf(await this.#memberships.renew(practice));
  }

  async open(draft: NewPractice, name: string, ownRole: Member["role"]): Promise<string> {
    const rootSeed = random(32);
    const record = await rootRecord(rootSeed, draft.name);
    const { practice } = record;
    const root = await sign(rootSeed, "practice-root", record);
    const own = await this.#memberships.keys();
    const opener = { member: own.member, role: ownRole, officer: true, sign: b64(own.signPublic), seal: b64(own.sealPublic), name };
    const secrets = newSecrets(practice, 1);
    const made = await makeEpoch(secrets, rootPredecessor(root), undefined, [opener], rootSeed);
    // Pinned first: should the answer be lost, the practice is still found again.
    await this.#account.changeVault((vault) => ({ ...vault, practices: [...vault.practices, { practice, root: record.root }] }));
    const body = { root, ...made, member: own.member, role: ownRole, officer: true };
    await this.#account.ask("/practices", { method: "POST", body }, partOf({ root: bundleShape, epoch: bundleShape }));
    const publication = recordOf({ ...draft, practice, revision: 1 }, 1, 1, firstPrevious);
    const signed = await signPublication(fromB64(secrets.sign_seed), publication);
    await this.#account.tell(`/practices/${practice}/publication`, { method: "PUT", body: { publication: signed } });
    return practice;
  }

  async close(practice: string): Promise<void> {
    await this.#account.tell(`/practices/${practice}`, { method: "DELETE" });
    await this.#account.changeVault((vault) => ({ ...vault, practices: vault.practices.filter((known) => known.practice !== practice) }));
  }

  async invite(practice: string, invitedRole: Member["role"], officer: boolean): Promise<string> {
    const expires = dayOf(new Date(Date.now() + invitationDays * 86_400_000));
    const taken = new Set((await this.#rows(practice)).map(({ invitation }) => invitation));
    const secret = this.#secrets(practice, expires).find((candidate) => !taken.has(invitationId(candidate)));
    if (secret === undefined) throw new DoorError("too_many_requests");
    const body = { invitation: invitationId(secret), role: invitedRole, officer, expires };
    await this.#account.tell(`/practices/${practice}/invitations`, { method: "POST", body });
    return writeLink(practice, secret);
  }

  /** Secrets are derived, not stored: the officer who invited can check the answer from any browser. */
  #secrets(practice: string, expires: string): readonly Bytes[] {
    return Array.from({ length: openInvitations }, (_, number) => derive(this.#account.open.root, `invitation/${practice}/${expires}/${number}`));
  }

  async #rows(practice: string): Promise<readonly InvitationRow[]> {
    return (await this.#account.ask(`/practices/${practice}/invitations`, {}, invitationsShape)).invitations;
  }

  async invitations(practice: string): Promise<readonly Invitation[]> {
    const rows = await this.#rows(practice);
    return Promise.all(
      rows.map(async (row) => {
        const { invitation, role: invited, officer, expires } = row;
        const newMember = row.answer === "" ? undefined : await this.#answered(practice, row).catch(() => undefined);
        return { invitation, role: invited, officer, expires, answered: newMember?.name ?? "" };
      }),
    );
  }

  async #answered(practice: string, row: InvitationRow): Promise<NewMember> {
    const secret = this.#secrets(practice, row.expires).find((candidate) => invitationId(candidate) === row.invitation);
    if (secret === undefined || row.answer === "") throw new DoorError("invitation_unknown");
    const { answer: found, name } = await readAnswer(secret, practice, fromB64(row.answer), fromB64(row.mac));
    return { member: found.member, role: row.role, officer: row.officer, sign: found.sign, seal: found.seal, name };
  }

  async answer(link: string, name: string): Promise<{ practice: string }> {
    const { practice, secret } = readLink(link);
    const { root } = await this.#practices.get(practice);
    const answered = await answer(secret, practice, await this.#memberships.keys(), name);
    const body = { answer: b64(answered.answer), mac: b64(answered.mac) };
    await this.#account.tell(`/invitations/${invitationId(secret)}/answer`, { method: "POST", body });
    await this.#account.changeVault((vault) => {
      const others = vault.practices.filter((known) => known.practice !== practice);
      return { ...vault, practices: [...others, { practice, root: root.root }] };
    });
    return { practice };
  }

  async rotate(practice: string, admit: readonly string[], remove: readonly string[], progress: Progress = () => undefined): Promise<Team> {
    const access = await this.#memberships.renew(practice);
    const rootSeed = await rootSeedOf(access);
    const rows = (await this.#rows(practice)).filter(({ invitation }) => admit.includes(invitation));
    if (rows.length !== admit.length) throw new DoorError("invitation_unknown");
    const admitted = await Promise.all(rows.map((row) => this.#answered(practice, row)));
    const stay = access.members.members.filter(({ member }) => !remove.includes(member));
    const secrets = newSecrets(practice, access.epoch.epoch + 1);
    const previous = await lockPrevious(access.current, secrets);
    const made = await makeEpoch(secrets, epochPredecessor(access.epochSigned), previous, [...stay, ...admitted], rootSeed, progress);
    const body = {
      ...made,
      previous_locked: b64(previous),
      removed: remove,
      added: rows.map(({ invitation, role: invited, officer }, index) => ({ member: admitted[index]?.member ?? "", account_answer: invitation, role: invited, officer })),
      publication: await this.#republish(practice, secrets),
    };
    await this.#account.ask(`/practices/${practice}/epochs`, { method: "POST", body }, partOf({ epoch: bundleShape }));
    return this.team(practice);
  }

  async #republish(practice: string, secrets: CompartmentSecrets) {
    const { publication, publicationHash } = await this.#practices.refresh(practice);
    const record = recordOf(publicationOf(publication), secrets.epoch, publication.revision + 1, publicationHash);
    return signPublication(fromB64(secrets.sign_seed), record);
  }
}

/** Everything of an epoch that depends on who its members are. */
async function makeEpoch(
  secrets: CompartmentSecrets,
  predecessor: string,
  previous: Bytes | undefined,
  people: readonly NewMember[],
  rootSeed: Bytes,
  progress: Progress = () => undefined,
) {
  const wraps: { member: string; compartment: typeof desk; sealed: string }[] = [];
  const rootWraps: { member: string; sealed: string }[] = [];
  const entries: MemberEntry[] = [];
  for (const { member, role: theirs, officer, sign: signKey, seal, name } of people) {
    const sealed = await wrapSecrets(secrets, member, fromB64(seal));
    wraps.push({ member, compartment: desk, sealed: b64(sealed) });
    if (officer) rootWraps.push({ member, sealed: b64(await wrapRoot(rootSeed, secrets.practice, member, fromB64(seal))) });
    entries.push({ member, role: theirs, officer, sign: signKey, seal, name, wraps: [{ compartment: desk, hash: wrapHash(sealed) }] });
    progress(entries.length, people.length);
  }
  const members = membersOf(secrets.practice, secrets.epoch, previous, entries);
  const record = await epochRecord(secrets, predecessor, members, dayOf(new Date()));
  const epoch = await sign(rootSeed, "epoch", record);
  return { epoch, members: b64(await lockMembers(members, secrets)), wraps, root_wraps: rootWraps };
}

function teamOf({ epoch, members, self }: PracticeAccess): Team {
  return {
    epoch: epoch.epoch,
    created: epoch.created,
    members: members.members.map(({ member, name, role: theirs, officer }) => ({ member, name, role: theirs, officer, self: member === self.member })),
  };
}
