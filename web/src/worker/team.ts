/** Officers' acts: opening a practice, inviting, and new epochs with new keys for those who stay (SPEC 6). */
import { signClosing } from "../protocol/closings";
import { b64, type Bytes, fromB64, type Json } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { answer, invitationId, readAnswer, readLink, writeLink } from "../protocol/invitations";
import { allNewSecrets, clinical, type CompartmentSecrets, compartments, epochPredecessor, lockPrevious, opens, rootPredecessor, rootRecord } from "../protocol/practice";
import { derive, random } from "../protocol/primitives";
import { type KnownAs, newCredentialKey } from "../protocol/credentials";
import { signPublication } from "../protocol/publication";
import { rootNow, timesReplaced } from "../protocol/replacements";
import { b64Of, boolean, day, dayOf, identifier, integer, list, mapping, oneOf, partOf, type Read } from "../protocol/shapes";
import { sign } from "../protocol/signed";
import { bundleShape } from "../protocol/transparency";
import { firstPrevious } from "../protocol/vault";
import { clinicalOf, isTooWeak, type Memberships, type PracticeAccess, rootSeedOf } from "./access";
import type { Custodian } from "./custodian";
import { publicationOf, recordOf } from "./desk";
import { DoorError, type Endorsement, type Invitation, type KeepingPeriod, type Member, type Membership, type NewPractice, type Progress, type Team, type TeamChange, type WouldEnd } from "./door-types";
import type { Practices } from "./practices";
import { CustodyDesk } from "./custody";
import type { World } from "./installation";
import { papersOf } from "./papers";
import { type Admitted, attempted, type Begun, begunKey, type EpochSecrets, isOver, isUnprinted, makeEpoch, newRoot, type NewMember, type Plan, planOf, policyAfter } from "./rotation";
import type { Account } from "./session";
import * as shelf from "./shelf";
import { bodyOf, custodianKey, leavesAShare, type MadeShares, readSharing, remade, renewed, secondHolder, type WayBack } from "./wayback";

const role = oneOf("practitioner", "secretary");
const membershipsShape = partOf({ practices: list(partOf({ practice: identifier, member: identifier, role, officer: boolean })) });
const invitationShape = partOf({ invitation: identifier, role, officer: boolean, expires: day, answer: b64Of(), mac: b64Of() });
const invitationsShape = partOf({ invitations: list(invitationShape) });
const anything = mapping((field) => field);
const periodFields = partOf({ months: integer(1), least: integer(1), most: integer(1) });
const nextPeriodShape = partOf({ months: integer(1), from: day });
const wouldEndShape = partOf({ day, gone: integer(0), emptied: integer(0) });

/** What begins later is left out where nothing does. */
function periodShape(value: Json): KeepingPeriod {
  const { next } = anything(value);
  return { ...periodFields(value), next: next === undefined ? undefined : nextPeriodShape(next) };
}

type InvitationRow = Read<typeof invitationShape>;

const invitationDays = 14;
/** How many invitations of one officer may lie open per practice and last day. */
const openInvitations = 64;

export class Teams {
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #custody: CustodyDesk;

  constructor(world: World, account: Account, custodian: Custodian, practices: Practices, memberships: Memberships) {
    this.#custody = new CustodyDesk(world);
    this.#account = account;
    this.#custodian = custodian;
    this.#practices = practices;
    this.#memberships = memberships;
  }

  /** Where this person works, by the platform's list and the pins of the own vault. */
  async memberships(): Promise<readonly Membership[]> {
    const { practices } = await this.#account.ask("/memberships", {}, membershipsShape);
    return Promise.all(
      practices.map(async ({ practice, role: told, officer }) => {
        try {
          const { root, self } = await this.#memberships.access(practice);
          return { practice, name: root.name, role: self.role, officer: self.officer, refused: false };
        } catch (error) {
          if (!isTooWeak(error)) throw error;
          return { practice, name: (await this.#practices.lookUp(practice)).root.name, role: told, officer, refused: true };
        }
      }),
    );
  }

  async team(practice: string): Promise<Team> {
    return this.#teamOf(await this.#memberships.renew(practice));
  }

  async open(draft: NewPractice, name: string, ownRole: Member["role"]): Promise<string> {
    const rootSeed = random(32);
    const record = await rootRecord(rootSeed, draft.name);
    const { practice } = record;
    const root = await sign(rootSeed, "practice-root", record);
    const own = await this.#memberships.keys();
    const opener = { member: own.member, role: ownRole, officer: true, sign: b64(own.signPublic), seal: b64(own.sealPublic), name };
    const secrets = allNewSecrets(practice, 1);
    const made = await makeEpoch({ secrets, predecessor: rootPredecessor(root), previous: [], people: [opener], granted: new Set(), rootSeed });
    // Pinned first: should the answer be lost, the practice is still found again.
    await this.#account.changeVault((vault) => ({ ...vault, practices: [...vault.practices, { practice, root: record.root }] }));
    const body = { root, ...made, member: own.member, role: ownRole, officer: true };
    await this.#account.ask("/practices", { method: "POST", body }, partOf({ root: bundleShape, epoch: bundleShape }));
    const publication = recordOf({ ...draft, practice, revision: 1 }, 1, 1, firstPrevious);
    const signed = await signPublication(fromB64(secrets.desk.sign_seed), publication);
    await this.#account.tell(`/practices/${practice}/publication`, { method: "PUT", body: { publication: signed } });
    // The practice stands without it and can ask again; nobody can book before the custodian has answered.
    await this.#custodian.askEndorsement(root).catch(() => undefined);
    return practice;
  }

  async endorsement(practice: string): Promise<Endorsement> {
    const { endorsement } = await this.#practices.lookAgain(practice);
    if (endorsement instanceof Refusal) return { state: "none", why: endorsement.code, until: "" };
    return { state: endorsement.check === "demo" ? "demo" : "endorsed", why: "", until: endorsement.until };
  }

  /** Asking again changes nothing. */
  async seekEndorsement(practice: string): Promise<Endorsement> {
    const access = await this.#memberships.access(practice);
    const { practice: of, root, name } = access.root;
    const signed = await sign(await rootSeedOf(access), "practice-root", { v: 1, type: "practice_root", practice: of, root, name });
    const state = await this.#custodian.askEndorsement(signed);
    return state === "waiting" ? { state, why: "", until: "" } : this.endorsement(practice);
  }

  /** For good: the custodian vouches for it no more. */
  async close(practice: string): Promise<void> {
    const access = await this.#memberships.access(practice);
    const closing = await signClosing(await rootSeedOf(access), practice, dayOf(new Date()));
    await this.#account.tell(`/practices/${practice}/closing`, { method: "POST", body: { closing } });
    await this.#account.changeVault((vault) => ({ ...vault, practices: vault.practices.filter((known) => known.practice !== practice) }));
  }

  async period(practice: string): Promise<KeepingPeriod> {
    return periodShape(await this.#account.ask(`/practices/${practice}/period`, {}, anything));
  }

  async wouldEnd(practice: string, months: number): Promise<WouldEnd> {
    return this.#account.ask(`/practices/${practice}/period/${months}`, {}, wouldEndShape);
  }

  async choosePeriod(practice: string, months: number): Promise<KeepingPeriod> {
    return periodShape(await this.#account.ask(`/practices/${practice}/period`, { method: "PUT", body: { months } }, anything));
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
    const { root } = await this.#practices.lookUp(practice);
    const answered = await answer(secret, practice, await this.#memberships.keys(), name);
    const body = { answer: b64(answered.answer), mac: b64(answered.mac) };
    await this.#account.tell(`/invitations/${invitationId(secret)}/answer`, { method: "POST", body });
    await this.#pin(practice, root.root);
    return { practice };
  }

  /** The platform cannot put another practice, or an earlier root, in its place. */
  async #pin(practice: string, root: string): Promise<void> {
    await this.#account.changeVault((vault) => {
      const others = vault.practices.filter((known) => known.practice !== practice);
      return { ...vault, practices: [...others, { practice, root }] };
    });
  }

  /** There are new recovery shares where `shares` wants them, and where the holder of one leaves. */
  async rotate(practice: string, change: TeamChange, progress: Progress = () => undefined): Promise<Team> {
    const { epoch } = (await this.#memberships.renew(practice)).epoch;
    const { admit = [], remove = [], grant = [], withdraw = [], shares = false, second = "", entry = "" } = change;
    // Nobody shuts themselves out.
    if (entry === "strong" && !(await this.#memberships.isLetIn())) throw new DoorError("way_too_weak");
    return this.#finish(practice, { epoch, admit, remove, grant, withdraw, shares, second, entry, made: await this.#unprinted(practice) }, progress);
  }

  /** Lets a root sign from now on that this account has made, and that has replaced the one before. */
  async takeRoot(practice: string, root: number, second: string, progress: Progress = () => undefined): Promise<Team> {
    const { epoch } = (await this.#memberships.renew(practice)).epoch;
    return this.#finish(practice, { epoch, admit: [], remove: [], grant: [], withdraw: [], shares: false, second, entry: "", root, made: await this.#unprinted(practice) }, progress);
  }

  /** What an interrupted change made and nobody printed: still to be made anew. */
  async #unprinted(practice: string): Promise<readonly string[]> {
    return (await shelf.read<Begun>(this.#begunKey(practice)))?.made ?? [];
  }

  /** The new shares are on paper, or their owner wants none now. */
  async papersKept(practice: string): Promise<void> {
    await shelf.drop(this.#begunKey(practice));
  }

  async resume(practice: string, progress: Progress = () => undefined): Promise<Team> {
    const begun = await shelf.read<Begun>(this.#begunKey(practice));
    return begun === undefined ? this.team(practice) : this.#finish(practice, begun, progress);
  }

  #begunKey(practice: string): string {
    return begunKey(this.#account.open.root, practice);
  }

  async #finish(practice: string, begun: Begun, progress: Progress): Promise<Team> {
    await shelf.write(this.#begunKey(practice), begun);
    // The same with whatever it has made since.
    const noted = async (): Promise<Begun> => (await shelf.read<Begun>(this.#begunKey(practice))) ?? begun;
    let made: MadeShares | undefined;
    try {
      made = await attempted(noted, (current) => this.#rotateOnce(practice, current, progress));
    } catch (error) {
      if (isOver(error, await noted())) await shelf.drop(this.#begunKey(practice));
      throw error;
    }
    if (begun.root !== undefined) await this.#pin(practice, b64(rootNow((await this.#memberships.access(practice)).roots)));
    if (made === undefined) await shelf.drop(this.#begunKey(practice));
    const team = await this.team(practice);
    return made === undefined ? team : { ...team, papers: await papersOf(made) };
  }

  /** Asked again, shares are made anew: those of an interrupted change may never have been printed. */
  async #rotateOnce(practice: string, begun: Begun, progress: Progress): Promise<MadeShares | undefined> {
    const access = await this.#memberships.renew(practice);
    const again = access.epoch.epoch > begun.epoch;
    // Whoever takes a new root up is an officer by it.
    const taking = (begun.root ?? 0) > timesReplaced(access.roots);
    const present = access.members.members.map((member) => (taking && member.member === access.keys.member ? { ...member, officer: true } : member));
    const plan = planOf(present, begun, await this.#admitted(practice, begun, again), again);
    const policy = policyAfter(access.members, begun);
    const differs = plan.differs || policy?.entry !== access.members.policy?.entry;
    if (again && !differs && !begun.shares && !isUnprinted(access.members, begun) && !taking) return undefined;
    const rootSeed = taking ? newRoot(this.#account.open.root, practice, begun.root ?? 0) : await rootSeedOf(access);
    const secrets = allNewSecrets(practice, access.epoch.epoch + 1);
    const previous = await this.#lockPresent(access, secrets);
    const { people, granted, admitted, removed } = plan;
    const predecessor = epochPredecessor(access.epochSigned);
    const back = await this.#wayBack(access, plan, begun, secrets, rootSeed);
    const made = await makeEpoch({ secrets, predecessor, previous, people, granted, rootSeed, recovery: back?.pin, policy }, progress);
    const body = {
      ...made,
      ...(back === undefined ? {} : { way_back: bodyOf(back) }),
      previous: previous.map((locked, place) => ({ compartment: compartments[place] ?? clinical, locked: b64(locked) })),
      removed,
      added: admitted.map(({ invitation, member }) => ({ member: member.member, account_answer: invitation, role: member.role, officer: member.officer })),
      publication: await republished(this.#practices, practice, secrets.desk),
    };
    // Before they can be valid: whoever resumes knows which shares nobody has printed.
    if (back?.made !== undefined) await shelf.write(this.#begunKey(practice), { ...begun, made: [...(begun.made ?? []), back.pin.record] });
    await this.#account.ask(`/practices/${practice}/epochs`, { method: "POST", body }, partOf({ epoch: bundleShape }));
    if (back?.made !== undefined) await this.#custody.tryToHandOver(this.#account, rootSeed, back.made);
    return back?.made;
  }

  /** What leads into the new epoch: the shares there are, or new ones where they are wanted or their holder leaves. */
  async #wayBack(access: PracticeAccess, { people, removed }: Plan, begun: Begun, secrets: EpochSecrets, rootSeed: Bytes): Promise<WayBack | undefined> {
    const known = await readSharing(this.#account, access);
    const { practice, epoch } = secrets.desk;
    const ordered = compartments.map((name) => secrets[name]);
    // Shares of before lead to the old root.
    const old = known !== undefined && (begun.root ?? 0) > timesReplaced(access.roots);
    const remakes = begun.shares || old || leavesAShare(access.members, removed) || isUnprinted(access.members, begun);
    if (!remakes) return known && renewed(known, rootSeed, epoch, ordered);
    const second = secondHolder(people, access.self.member, begun.second);
    const number = (known?.record.sharing ?? 0) + 1;
    return remade({ rootSeed, practice, epoch, secrets: ordered, number, second, custodianKey: await custodianKey(this.#custodian, begun.shares) });
  }

  async #admitted(practice: string, { admit }: Begun, again: boolean): Promise<readonly Admitted[]> {
    if (admit.length === 0) return [];
    const rows = (await this.#rows(practice)).filter(({ invitation }) => admit.includes(invitation));
    // Asked again, those missing were admitted already.
    if (rows.length !== admit.length && !again) throw new DoorError("invitation_unknown");
    return Promise.all(rows.map(async (row) => ({ invitation: row.invitation, member: await this.#answered(practice, row) })));
  }

  /** Keys from before there were clinical ones have only those of the desk to lock. */
  async #lockPresent(access: PracticeAccess, secrets: Readonly<Record<"desk" | "clinical", CompartmentSecrets>>): Promise<readonly Bytes[]> {
    const locked = [await lockPrevious(access.current, secrets.desk)];
    const hasClinical = access.epoch.compartments.some(({ name }) => name === clinical);
    if (hasClinical) locked.push(await lockPrevious(clinicalOf(access, access.current.epoch), secrets.clinical));
    return locked;
  }

  async #teamOf({ practice, epoch, members, self }: PracticeAccess): Promise<Team> {
    return {
      epoch: epoch.epoch,
      created: epoch.created,
      members: members.members.map((entry) => {
        const { member, name, role: theirs, officer } = entry;
        return { member, name, role: theirs, officer, clinical: opens(entry, clinical), self: member === self.member };
      }),
      interrupted: (await shelf.read(this.#begunKey(practice))) !== undefined,
      ...(members.recovery === undefined ? {} : { holder: members.recovery.holder }),
      entry: members.policy?.entry ?? "any",
      letIn: await this.#memberships.isLetIn(),
    };
  }
}

/** The publication as it is, signed by the desk of a new epoch. */
export async function republished(practices: Practices, practice: string, secrets: CompartmentSecrets) {
  const { publication, publicationHash } = await practices.lookAgain(practice);
  // Whoever has left could give credentials under the old keys.
  const renew = (audience: KnownAs) => newCredentialKey(practice, secrets.epoch, audience, fromB64(secrets.filing_key));
  const renewed = publication.credentials && { credentials: await Promise.all(publication.credentials.map(({ audience }) => renew(audience))) };
  const record = recordOf(publicationOf({ ...publication, ...renewed }), secrets.epoch, publication.revision + 1, publicationHash);
  return signPublication(fromB64(secrets.sign_seed), record);
}
