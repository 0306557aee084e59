/**
 * The desk at the counter: reads a patient's code, proposes visits, and hands them over to the patient's new keys.
 * What was known of a visit is filed of the one in its place; the seed of that one the practice never sees (SPEC 7).
 */
import { appointmentId, type BookingContent, type FilingContent, type SelfCopy } from "../protocol/appointments";
import { readCode } from "../protocol/codes";
import { type Answer, believeAnswer, firstAnswerPlace, type Hello, helloPlace, lockProposal, meetingMark, openHello, proposalPlace, type ProposedVisit } from "../protocol/counter";
import { type Bytes, fromB64, type Json } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import type { PublicationRecord } from "../protocol/publication";
import { digest, integer, partOf } from "../protocol/shapes";
import { nextStatement } from "../protocol/statements";
import type { Memberships, PracticeAccess } from "./access";
import { type Agendas, emptyNote, type KnownVisit, visitOf } from "./agenda";
import { carried, renewed } from "./carrying";
import type { Demands } from "./demands";
import { DoorError, type Handed, type Name, type Progress } from "./door-types";
import type { World } from "./installation";
import { Meeting } from "./meeting";
import type { Practices } from "./practices";
import type { Account } from "./session";
import { isAhead } from "./visits";

const writtenShape = partOf({ appointment: digest, sequence: integer(0) });

interface Met {
  practice: string;
  meeting: Meeting;
  said: Bytes;
  hello: Hello;
  proposal?: { locked: Bytes; appointments: readonly string[] };
  answers?: readonly { answer: Answer; content: BookingContent }[];
}

export class Handovers {
  readonly #world: World;
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #agendas: Agendas;
  readonly #demands: Demands;
  #met: Met | undefined;

  constructor(world: World, account: Account, practices: Practices, memberships: Memberships, agendas: Agendas, demands: Demands) {
    this.#world = world;
    this.#account = account;
    this.#practices = practices;
    this.#memberships = memberships;
    this.#agendas = agendas;
    this.#demands = demands;
  }

  get #meeting(): Met {
    if (this.#met === undefined) throw new DoorError("meeting_unknown");
    return this.#met;
  }

  /** The name as the patient's account has it: to be compared with a paper, not to be believed. */
  async meet(practice: string, typed: string): Promise<Name> {
    const code = await readCode("counter", typed);
    const meeting = new Meeting(this.#world, code);
    const said = await meeting.hear(helloPlace);
    const hello = await openHello(code, said);
    this.#met = { practice, meeting, said, hello };
    return hello.patient;
  }

  /** Once. */
  async propose(appointments: readonly string[]): Promise<void> {
    const met = this.#meeting;
    const { practice, meeting, said } = met;
    const known = await this.#practices.lookAgain(practice);
    const access = await this.#fresh(practice, known.epoch.epoch);
    const visits = appointments.map((appointment) => proposedOf(this.#known(appointment), known.publication));
    const { epoch, sign_seed } = access.current;
    const locked = await lockProposal(meeting.code, said, { practice, epoch, visits }, fromB64(sign_seed));
    if (met.proposal !== undefined) throw new DoorError("meeting_unknown");
    met.proposal = { locked, appointments };
    await meeting.say(proposalPlace, locked);
  }

  async #fresh(practice: string, epoch: number): Promise<PracticeAccess> {
    const access = await this.#memberships.access(practice);
    return access.epoch.epoch === epoch ? access : this.#memberships.renew(practice);
  }

  #known(appointment: string): KnownVisit {
    const visit = this.#agendas.known.get(appointment);
    if (visit === undefined) throw new DoorError("appointment_unknown");
    return visit;
  }

  /**
   * Waits until the patient has accepted; six digits that must stand on the patient's screen too. Every answer must be
   * theirs, and be what was proposed.
   */
  async hear(): Promise<string> {
    const met = this.#meeting;
    if (met.proposal === undefined) throw new DoorError("meeting_unknown");
    const { locked, appointments } = met.proposal;
    const { current } = await this.#memberships.access(met.practice);
    const answers: { answer: Answer; content: BookingContent }[] = [];
    for (const number of appointments.keys()) {
      const turn = await met.meeting.hear(firstAnswerPlace + number);
      answers.push(await believeAnswer(met.meeting.code, turn, locked, number, met.hello, fromB64(current.seal_seed)));
    }
    met.answers = answers;
    const nonce = answers[0]?.answer.nonce;
    if (nonce === undefined) throw new DoorError("bad_answer");
    return meetingMark(fromB64(nonce), met.said, locked);
  }

  /** Once somebody has compared the digits: each visit by itself, so that one refusal keeps none of the rest. */
  async handOver(progress: Progress = () => undefined): Promise<readonly Handed[]> {
    const { practice, meeting, proposal, answers } = this.#meeting;
    if (proposal === undefined || answers === undefined) throw new DoorError("meeting_unknown");
    const handed: Handed[] = [];
    for (const [number, appointment] of proposal.appointments.entries()) {
      progress(number, proposal.appointments.length);
      const answered = answers[number];
      if (answered !== undefined) handed.push(await this.#hand(practice, appointment, answered.answer, answered.content));
    }
    this.#met = undefined;
    await meeting.end();
    return handed;
  }

  /** Hands nothing over. */
  async end(): Promise<void> {
    const met = this.#met;
    this.#met = undefined;
    await met?.meeting.end();
  }

  async #hand(practice: string, appointment: string, answer: Answer, booking: BookingContent): Promise<Handed> {
    let after: string;
    try {
      after = await this.#replace(await this.#memberships.access(practice), this.#known(appointment), answer);
    } catch (error) {
      if (error instanceof DoorError || error instanceof Refusal) return { before: visitOf(this.#known(appointment)), after: undefined, code: error.code };
      throw error;
    }
    const known = contentOf(this.#known(appointment));
    const content = carried(known, renewed(known.patient, booking.patient), booking, appointment);
    // It is handed over. Should filing fail, whoever reads the agenda next finds in the envelope what it replaces.
    await this.#memberships.using(practice, (access) => this.#agendas.file(access, this.#known(after), content)).catch(() => undefined);
    await this.#demands.carry(practice, appointment, after).catch(() => undefined);
    return { before: visitOf(this.#known(appointment)), after: visitOf({ ...this.#known(after), content }), code: "" };
  }

  async #replace(access: PracticeAccess, visit: KnownVisit, answer: Answer): Promise<string> {
    const last = visit.row.statements.at(-1);
    if (last === undefined) throw new DoorError("chain_broken");
    const { epoch, sign_seed } = access.current;
    const ended = await nextStatement(last, { state: "cancelled" }, `desk:${epoch}`, fromB64(sign_seed));
    const { statement, manage, envelope, self_copy, ticket } = answer;
    const body = { last: ended, booking: { statement, manage, envelope, self_copy, ticket }, erase: contentOf(visit).claim !== "" } satisfies Json;
    await this.#account.ask(`/practices/${access.practice}/handovers`, { method: "POST", body }, writtenShape);
    const old = { ...visit.row, statements: [...visit.row.statements, ended] };
    this.#agendas.known.set(old.appointment, { ...visit, row: old, statements: await this.#agendas.adopt(access, old) });
    const row = { appointment: appointmentId(fromB64(manage)), manage, statements: [statement], envelope, filing: "", note: "", overbooked: visit.row.overbooked, answered: false, overbookings: [] } as const;
    const statements = await this.#agendas.adopt(access, row);
    this.#agendas.known.set(row.appointment, { row, statements, filing: undefined, content: undefined, doubt: "", note: undefined, clinical: emptyNote(access) });
    return row.appointment;
  }
}

/** What cannot be opened is not handed over. */
function contentOf({ content }: KnownVisit): FilingContent {
  if (content === undefined) throw new DoorError("cannot_open");
  return content;
}

/** A visit as the patient is to find it again, in the words that the practice publishes now. */
function proposedOf(visit: KnownVisit, publication: PublicationRecord): ProposedVisit {
  const last = visit.statements.at(-1);
  if (last === undefined || !isAhead(last)) throw new DoorError("visit_over");
  const { appointment: replaces, schedule, start, duration, class: serviceClass } = last;
  return { replaces, schedule, start, duration, class: serviceClass, told: toldOf(contentOf(visit), schedule, publication) };
}

/** The motive or the practitioner may be published no longer. */
function toldOf({ motive: id, patient: { given, family }, note, language }: FilingContent, schedule: string, publication: PublicationRecord): SelfCopy {
  const practitioner = publication.schedules.find((one) => one.schedule === schedule)?.practitioner ?? "";
  const person = publication.practitioners.find((one) => one.practitioner === practitioner);
  const motive = publication.motives.find((one) => one.motive === id);
  const { line, postcode, town } = publication.address;
  return {
    v: 1,
    type: "self_copy",
    practice: publication.practice,
    practice_name: publication.name,
    practitioner,
    practitioner_name: [person?.prefix, person?.given, person?.family].filter(Boolean).join(" "),
    address: `${line}, ${postcode} ${town}`,
    phone: publication.phone,
    time_zone: publication.time_zone,
    motive: id,
    motive_label: motive?.labels[language === "fr" ? "fr" : "en"] ?? "",
    patient: { given, family },
    note,
  };
}
