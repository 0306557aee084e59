/** What a practice asks its patients to agree to, and does then: shares a letter, serves research (SPEC 18). */
import { codeOf } from "../api/errors";
import { consentKinds, type Course, courseAgain, courseStands, coursesOf, courseWithdrawn } from "../protocol/agreements";
import { b64, type Bytes, fromB64, hex } from "../protocol/encoding";
import { deskOf } from "../protocol/practice";
import { random } from "../protocol/primitives";
import { type Referral, sealReferral } from "../protocol/referrals";
import { lockProject, openProject, type ResearchRow, researchRow } from "../protocol/research";
import { b64Of, dayOf, integer, momentOf, partOf, type Shape } from "../protocol/shapes";
import { type Project, scopeOfTerms, type Terms } from "../protocol/terms";
import type { Identity } from "../protocol/vault";
import { type Memberships, secretsOf } from "./access";
import { questionOf } from "./agreements";
import { type Agendas, type KnownVisit, requireInUse, visitOf } from "./agenda";
import type { DeskBox, Demands } from "./demands";
import { type Asked, DoorError, type Research } from "./door-types";
import { Refused } from "./http";
import type { KnownPractice, Practices } from "./practices";
import type { Account } from "./session";

const attempts = 3;
/** Between two looks for withdrawals. */
const restMilliseconds = 15_000;
/** Of fewer people whose visits look alike, research is given none: one of them may be somebody. */
export const floor = 5;

const sentShape = partOf({});
const lockedShape = partOf({ epoch: integer(1), sealed: b64Of() });
/** Empty where the practice does no research. */
const projectAnswer: Shape<{ epoch: number; sealed: string }> = (value) => {
  const { sealed = "" } = value as { sealed?: string };
  return sealed === "" ? { epoch: 0, sealed } : lockedShape(value);
};

/** A question about a visit, and how it stands. */
interface Standing {
  visit: KnownVisit;
  course: Course;
  /** Why a withdrawal could not be passed on yet; it is to be called back. */
  recall: string;
  attested: DeskBox["attested"];
}

/** Whose visit it is, and what research would be given of it. */
export type Candidate = readonly [who: Pick<Identity, "given" | "family" | "birth_date">, row: ResearchRow];

export class Questions {
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #agendas: Agendas;
  readonly #demands: Demands;
  /** Of each practice whose mailboxes were all read once, the visits about which something is out. */
  readonly #out = new Map<string, Set<string>>();
  /** Withdrawals that are passed on, or were, by what was decided until then: two readings at once pass one on once. */
  readonly #recalls = new Map<string, Promise<unknown>>();
  /** When withdrawals were looked for last, and when they will be, by practice. */
  readonly #calledBack = new Map<string, number>();
  readonly #soon = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(account: Account, practices: Practices, memberships: Memberships, agendas: Agendas, demands: Demands) {
    this.#account = account;
    this.#practices = practices;
    this.#memberships = memberships;
    this.#agendas = agendas;
    this.#demands = demands;
  }

  /** Every question; what was shared and is taken back meanwhile is called back on the way, each by itself. */
  async list(practice: string): Promise<readonly Asked[]> {
    return (await this.#all(practice)).map(askedOf);
  }

  /** Those about one visit. */
  async of(practice: string, appointment: string): Promise<readonly Asked[]> {
    return (await this.#about(practice, appointment)).map(askedOf);
  }

  /** Wherever somebody of the practice has the app open, what a patient took back is passed on; nobody waits for it. */
  callBackSoon(practice: string): void {
    if (this.#soon.has(practice)) return;
    const rest = Math.max(0, (this.#calledBack.get(practice) ?? 0) + restMilliseconds - Date.now());
    const look = (): void => {
      this.#soon.delete(practice);
      this.#calledBack.set(practice, Date.now());
      // What fails now is tried at the next look.
      void this.#callBack(practice).catch(() => undefined);
    };
    this.#soon.set(practice, setTimeout(look, rest));
  }

  stop(): void {
    for (const timer of this.#soon.values()) clearTimeout(timer);
    this.#soon.clear();
  }

  /** Once over all mailboxes, and then where something is out. */
  async #callBack(practice: string): Promise<void> {
    const out = this.#out.get(practice);
    if (out === undefined) await this.#all(practice);
    else for (const appointment of [...out]) await this.#about(practice, appointment);
  }

  /** Whether a letter may go to this practitioner of another practice, who is who they are said to be. */
  async askSharing(practice: string, appointment: string, to: string, practitioner: string, purpose: string): Promise<Asked> {
    const { root, publication } = await this.#practices.get(to);
    const listed = publication.practitioners.find((one) => one.practitioner === practitioner);
    if (listed === undefined) throw new DoorError("recipient_unknown");
    const name = [listed.prefix, listed.given, listed.family].filter((part) => part !== "").join(" ");
    return this.#ask(practice, appointment, { about: "sharing", purpose, to: { practice: to, practice_name: root.name, practitioner: name } });
  }

  /** Whether the visit may be reused for the practice's research. */
  async askResearch(practice: string, appointment: string, purpose: string): Promise<Asked> {
    const project = await this.project(practice);
    if (project === undefined) throw new DoorError("project_missing");
    return this.#ask(practice, appointment, { about: "research", purpose, project });
  }

  /** Sends a letter to whom the patient agreed to, and tells the patient that it went. */
  async share(practice: string, appointment: string, consent: string, text: string): Promise<Asked> {
    // A withdrawal may have come since.
    const asked = (await this.#about(practice, appointment)).find(({ course }) => course.scope === consent);
    // Without the platform's word the visit was given up meanwhile, and what was agreed to ended with it.
    if (asked === undefined || !standsNow(asked) || asked.attested === "") throw new DoorError(asked !== undefined && courseWithdrawn(asked.course) ? "consent_withdrawn" : "consent_missing");
    await this.#send(practice, asked, { kind: "letter", text, attested: asked.attested });
    await this.#write(practice, appointment, consentKinds.shared, asked.course.terms);
    this.#out.get(practice)?.add(appointment);
    return askedOf({ ...asked, course: { ...asked.course, handed: true } });
  }

  /** The research that this practice does; nobody is asked without one. */
  async project(practice: string): Promise<Project | undefined> {
    return this.#memberships.using(practice, async (access) => {
      const { epoch, sealed } = await this.#account.ask(`/practices/${practice}/project`, {}, projectAnswer);
      if (sealed === "") return undefined;
      if (epoch > access.current.epoch) throw new DoorError("epoch_retired");
      return openProject(fromB64(sealed), practice, epoch, fromB64(secretsOf(access, epoch).filing_key));
    });
  }

  /** Says what research it does, or that it does none. */
  async setProject(practice: string, project: Project | undefined): Promise<void> {
    await this.#memberships.using(practice, async ({ current: { epoch, filing_key } }) => {
      const path = `/practices/${practice}/project`;
      if (project === undefined) return this.#account.tell(path, { method: "DELETE" });
      const sealed = b64(await lockProject(project, practice, epoch, fromB64(filing_key)));
      return this.#account.tell(path, { method: "PUT", body: { epoch, sealed } });
    });
  }

  /** What research is given now, and what has to leave the files that it was given before. */
  async research(practice: string): Promise<Research> {
    const [project, all] = [await this.project(practice), await this.#all(practice)];
    if (project === undefined) return { project, asked: 0, agreed: 0, withdrawn: 0, rows: [], takenBack: [] };
    const own = all.filter(({ course }) => isOf(course, project));
    const rows = common(own.flatMap((one) => candidateOf(one, project) ?? []));
    return {
      project,
      asked: own.length,
      agreed: own.filter(standsNow).length,
      withdrawn: own.filter(({ course }) => courseWithdrawn(course)).length,
      rows: rows.sort((one, other) => (`${one.month} ${one.row}` < `${other.month} ${other.row}` ? -1 : 1)),
      takenBack: own.flatMap((one) => (courseWithdrawn(one.course) ? (rowOf(one, project)?.row ?? []) : [])).sort(),
    };
  }

  async #all(practice: string): Promise<readonly Standing[]> {
    const found: Standing[] = [];
    for await (const box of this.#demands.boxes(practice)) found.push(...(await this.#standing(practice, box)));
    const out = found.filter(({ course }) => course.handed).map(({ visit }) => visit.row.appointment);
    this.#out.set(practice, new Set(out));
    return found;
  }

  async #about(practice: string, appointment: string): Promise<readonly Standing[]> {
    const box = await this.#demands.box(practice, appointment);
    const found = box === undefined ? [] : await this.#standing(practice, box);
    if (found.some(({ course }) => course.handed)) this.#out.get(practice)?.add(appointment);
    else this.#out.get(practice)?.delete(appointment);
    return found;
  }

  async #standing(practice: string, { visit, mailbox, attested }: DeskBox): Promise<readonly Standing[]> {
    const courses = await coursesOf(mailbox.written, practice, fromB64(visit.row.manage));
    const found: Standing[] = [];
    // What is hidden from us may be a withdrawal.
    for (const course of courses) found.push(await this.#recalled(practice, { visit, course: mailbox.withheld ? { ...course, broken: true } : course, recall: "", attested }));
    return found;
  }

  /** A withdrawal goes where the letter went; one that cannot stops no other. */
  async #recalled(practice: string, standing: Standing): Promise<Standing> {
    const { course } = standing;
    if (!course.handed || !courseWithdrawn(course)) return standing;
    const name = `${course.scope} ${course.records.length}`;
    const recalling = this.#recalls.get(name) ?? this.#recall(practice, standing);
    this.#recalls.set(name, recalling);
    try {
      await recalling;
      return { ...standing, course: { ...course, handed: false } };
    } catch (error) {
      this.#recalls.delete(name);
      return { ...standing, recall: codeOf(error) };
    }
  }

  async #recall(practice: string, standing: Standing): Promise<void> {
    await this.#send(practice, standing, { kind: "withdrawal", text: "" });
    await this.#write(practice, standing.visit.row.appointment, consentKinds.recalled, standing.course.terms);
  }

  async #ask(practice: string, appointment: string, what: Pick<Terms, "about" | "purpose" | "to" | "project">): Promise<Asked> {
    const before = await this.#all(practice);
    const visit = this.#agendas.known.get(appointment);
    if (visit === undefined) throw new DoorError("appointment_unknown");
    requireInUse(visit);
    const { root } = await this.#memberships.access(practice);
    const terms: Terms = { v: 1, type: "consent_terms", practice, practice_name: root.name, appointment, ...what };
    const today = dayOf(new Date());
    if (before.some((one) => isSameMatter(one, visit, terms) && courseAgain(one.course) > today)) throw new DoorError("asked_lately");
    await this.#write(practice, appointment, consentKinds.ask, terms);
    return askedOf({ visit, course: { terms, scope: scopeOfTerms(terms), records: [], chain: [], handed: false, broken: false }, recall: "", attested: "" });
  }

  async #write(practice: string, appointment: string, kind: string, terms: Terms): Promise<void> {
    await this.#demands.put(practice, appointment, { kind, text: "", files: [], agreement: { terms, records: [] } });
  }

  /** Sealed to the keys that the other practice has now. */
  async #send(practice: string, { visit, course }: Standing, letter: Pick<Referral, "kind" | "text" | "attested">): Promise<void> {
    const { content, row, statements } = visit;
    const { terms, records } = course;
    const start = statements.at(-1)?.start;
    if (content === undefined || start === undefined || terms.to === undefined) throw new DoorError("cannot_open");
    const to = terms.to.practice;
    const said = { v: 1, type: "referral", referral: hex(random(16)), manage: row.manage, agreement: { terms, records }, patient: content.patient, start, at: momentOf(new Date()), ...letter } as const;
    await this.#memberships.using(practice, async ({ current: { epoch, sign_seed } }) => this.#deliver(practice, to, { ...said, epoch }, fromB64(sign_seed)));
  }

  async #deliver(practice: string, to: string, referral: Referral, signSeed: Bytes): Promise<void> {
    let known: KnownPractice = await this.#practices.get(to);
    for (let attempt = 1; ; attempt++) {
      const slot = { practice: to, epoch: known.epoch.epoch, referral: referral.referral };
      const sealed = b64(await sealReferral(referral, signSeed, slot, deskOf(known.epoch).seal));
      try {
        return await this.#post(practice, { to, referral: slot.referral, epoch: slot.epoch, sealed }, referral.kind === "withdrawal");
      } catch (error) {
        if (!(error instanceof Refused) || error.code !== "epoch_retired" || attempt === attempts) throw error;
        known = await this.#practices.refresh(to);
      }
    }
  }

  /** Only where the inbox is full is it said that this is a withdrawal, for which there is room left. */
  async #post(practice: string, body: Readonly<Record<string, string | number>>, withdrawal: boolean): Promise<void> {
    const path = `/practices/${practice}/referrals`;
    try {
      await this.#account.ask(path, { method: "POST", body }, sentShape);
    } catch (error) {
      if (!withdrawal || codeOf(error) !== "inbox_full") throw error;
      await this.#account.ask(path, { method: "POST", body: { ...body, withdrawal } }, sentShape);
    }
  }
}

/** Of a visit that was given up or handed over it allows nothing any more. */
function standsNow({ visit, course }: Standing): boolean {
  return courseStands(course) && visit.statements.at(-1)?.state !== "cancelled";
}

function askedOf(standing: Standing): Asked {
  return { ...questionOf(standing.course), stands: standsNow(standing), visit: visitOf(standing.visit), recall: standing.recall };
}

/** Whether it was the same person who was asked the same: for the same recipient, or for research. */
function isSameMatter(before: Standing, { row, content }: KnownVisit, terms: Terms): boolean {
  const known = content?.pseudonym;
  const samePerson = before.visit.row.appointment === row.appointment || (known !== undefined && known === before.visit.content?.pseudonym);
  return samePerson && before.course.terms.about === terms.about && JSON.stringify(before.course.terms.to) === JSON.stringify(terms.to);
}

function isOf({ terms: { project } }: Course, { title, contact }: Project): boolean {
  return project?.title === title && project.contact === contact;
}

function rowOf({ visit: { content, statements } }: Standing, project: Project): ResearchRow | undefined {
  const start = statements.at(-1)?.start;
  if (content === undefined || start === undefined) return undefined;
  return researchRow(project, fromB64(content.reply), content.patient.birth_date, content.motive, start);
}

/** Visits that took place, and whose patients' last word allows it. */
function candidateOf(standing: Standing, project: Project): [Candidate] | undefined {
  const { content, statements } = standing.visit;
  const row = rowOf(standing, project);
  if (row === undefined || content === undefined || content.restricted !== undefined) return undefined;
  return standsNow(standing) && statements.at(-1)?.state === "fulfilled" ? [[content.patient, row]] : undefined;
}

/** Those whose age, motive and month visits of at least `floor` people have. Pure. */
export function common(candidates: readonly Candidate[]): ResearchRow[] {
  const people = new Map<string, Set<string>>();
  for (const [{ given, family, birth_date }, row] of candidates) {
    const alike = alikeOf(row);
    people.set(alike, (people.get(alike) ?? new Set()).add(JSON.stringify([given, family, birth_date])));
  }
  return candidates.map(([, row]) => row).filter((row) => (people.get(alikeOf(row))?.size ?? 0) >= floor);
}

function alikeOf({ age, motive, month }: ResearchRow): string {
  return JSON.stringify([age, motive, month]);
}
