/** The agenda of a practice: chains believed, envelopes opened once and filed, filings read (SPEC 7). */
import {
  type Filing,
  type FilingContent,
  makeFiling,
  makeNote,
  openAbsence,
  openEnvelope,
  openFiling,
  openNote,
  type Place,
} from "../protocol/appointments";
import { type CredentialAsk, issue, keyIdOf, openCredentialKey, sealCredentials } from "../protocol/credentials";
import { b64, type Bytes, fromB64, type Json } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { checkChain, filingMark, type MarkKind } from "../protocol/marks";
import { b64Of, boolean, day as dayShape, digest, identifier, integer, list, moment, partOf, type Read, type Shape } from "../protocol/shapes";
import { signedShape } from "../protocol/signed";
import { claimedStart, type Statement, verifyChain } from "../protocol/statements";
import { emptyProfile } from "../protocol/vault";
import { clinicalOf, nameOf, type PracticeAccess, secretsOf } from "./access";
import { type Absence, type Agenda, type ClinicalNote, DoorError, type DoubtfulVisit, missedDays, type Step, type Visit } from "./door-types";
import { carried, completed, isInPlaceOf } from "./carrying";
import { isDoubt } from "./doubt";
import type { Practices } from "./practices";
import type { Look } from "./seen";
import type { Account } from "./session";
import { historyOf } from "./visits";
import { wordKey } from "./wallet";

const filingShape = partOf({ revision: integer(1), previous: digest, epoch: integer(1), blob: b64Of(), member: identifier, signature: b64Of(64) });

/** Absent and null both mean: nothing filed yet. */
const maybeFiling: Shape<Json> = (value) => ((value as unknown) === null || value === "" ? "" : filingShape(value));

const overbookingShape = partOf({ sequence: integer(0), member: identifier, day: dayShape });
const rowFields = { appointment: digest, manage: b64Of(32), statements: list(signedShape), envelope: b64Of() };
const rowShape: Shape<Row> = (value) => {
  const { filing = "", note = "", overbooked, answered, overbookings = [] } = value as { filing?: Json; note?: Json; overbooked?: Json; answered?: Json; overbookings?: Json };
  return { ...partOf(rowFields)(value), filing: maybeFiling(filing) as Row["filing"], note: maybeFiling(note) as Row["note"], overbooked: overbooked === true, answered: answered === true, overbookings: list(overbookingShape)(overbookings).map((act) => ({ ...act, by: "" })) };
};

type Filed = Read<typeof filingShape> | "";
type Row = Read<ReturnType<typeof partOf<typeof rowFields>>> & { readonly filing: Filed; readonly note: Filed; readonly overbooked: boolean; readonly answered: boolean; readonly overbookings: readonly Overbooking[] };
type Overbooking = Read<typeof overbookingShape> & { readonly by: string };

const absenceShape = partOf({ absence: identifier, schedule: identifier, start: moment, end: moment, epoch: integer(1), sealed: b64Of() });
/** Each row is read by itself, for one of them may be a lie. */
const anything: Shape<Json> = (value) => value;
const heldShape = partOf({ schedule: identifier, start: moment, duration: integer(1), expires: moment, offered: boolean });
const wholeShape = partOf({ appointments: list(anything), absences: list(absenceShape), epoch: integer(1) });
/** Nothing is held in most. */
const agendaShape: Shape<Read<typeof wholeShape> & { readonly held: readonly Read<typeof heldShape>[] }> = (value) => {
  const { held = [] } = value as { held?: Json };
  return { ...wholeShape(value), held: list(heldShape)(held) };
};

/** A visit as it was last read, with what is needed to change it. */
export interface KnownVisit {
  row: Row;
  statements: readonly Statement[];
  filing: Filing | undefined;
  content: FilingContent | undefined;
  /** The code of why there is no content. */
  doubt: string;
  note: Filing | undefined;
  clinical: ClinicalNote;
}

const none = { patient: emptyProfile, motive: "", note: "", staff_note: "", claim: "" };

/** The steps of the verified chain, with what the platform adds to some. A visit with a code was taken by the desk, which made its key. */
function stepsOf({ row, statements, content }: KnownVisit): readonly Step[] {
  const acts = new Map(row.overbookings.map(({ sequence, by, day: done }) => [sequence, { by, day: done }]));
  return historyOf(statements).map((told, sequence) => {
    const [onTop, byDesk] = [acts.get(sequence), sequence === 0 && (content?.claim ?? "") !== ""];
    const step: Step = byDesk ? { ...told, by: "practice" } : told;
    return onTop === undefined ? step : { ...step, onTop };
  });
}

export function visitOf(visit: KnownVisit): Visit {
  const { row, statements, content, doubt, clinical } = visit;
  const last = statements.at(-1);
  if (last === undefined) throw new DoorError("chain_broken");
  const { appointment, schedule, class: serviceClass, state, start, duration } = last;
  const { patient, motive, note, staff_note, claim } = content ?? none;
  const told = { patient, motive, note, staff_note, claimable: claim !== "", restricted: content?.restricted ?? "", replaces: content?.replaces ?? "", pseudonym: content?.pseudonym ?? "", vouched: row.answered };
  return { appointment, schedule, class: serviceClass, state, start, duration, history: stepsOf(visit), unreadable: content === undefined, doubt, overbooked: row.overbooked, ...told, clinical };
}

/** Refuses what the person has had restricted. */
export function requireInUse({ content }: KnownVisit): void {
  if (content?.restricted !== undefined) throw new DoorError("visit_restricted");
}

export function wireFiling({ revision, previous, epoch, blob, member, signature }: Filing) {
  return { revision, previous, epoch, blob: b64(blob), member, signature: b64(signature) };
}

export class Agendas {
  readonly #account: Account;
  readonly #practices: Practices;
  readonly known = new Map<string, KnownVisit>();
  #filing: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<string>();
  /** Visits that took place and were looked at: most asked for no word. */
  readonly #considered = new Set<string>();

  constructor(account: Account, practices: Practices) {
    this.#account = account;
    this.#practices = practices;
  }

  /** Who did not come in the twelve months up to this day. */
  async missed(access: PracticeAccess, until: string): Promise<readonly Visit[]> {
    const found: Visit[] = [];
    for (let back = 0; back <= missedDays; back += mostDays) {
      const end = Date.parse(until) - back * day;
      found.push(...(await this.read(access, dayOf(end - (mostDays - 1) * day), dayOf(end), "&state=noshow")).visits);
    }
    return found;
  }

  async read(access: PracticeAccess, from: string, to: string, state: "" | "&state=noshow" = ""): Promise<Agenda> {
    const { seen } = this.#practices;
    const look = await seen.look();
    const answer = await this.#account.ask(`/practices/${access.practice}/agenda?from=${from}&to=${to}${state}`, {}, agendaShape);
    if (answer.epoch !== access.current.epoch) throw new DoorError("epoch_retired");
    const read = await Promise.all(answer.appointments.map((told) => this.#read(access, told, look)));
    const absences = await Promise.all(answer.absences.map((row) => absenceOf(access, row)));
    await seen.keep(look);
    const visits = read.filter((each) => "row" in each).map((visit) => this.#withPredecessor(visit));
    this.#fileLater(access, visits);
    for (const visit of visits) this.vouchLater(access, visit);
    const doubtful = read.filter((each): each is DoubtfulVisit => !("row" in each));
    return { visits: visits.map(visitOf).sort((a, b) => (a.start < b.start ? -1 : 1)), doubtful, absences, held: answer.held };
  }

  /** One visit that came beside something else, known from then on. */
  async one(access: PracticeAccess, told: Json, look: Look): Promise<KnownVisit | DoubtfulVisit> {
    const visit = await this.#read(access, told, look);
    if (!("row" in visit)) return visit;
    const known = this.#withPredecessor(visit);
    this.#fileLater(access, [known]);
    return known;
  }

  /** A visit that cannot be believed shuts nobody out of the rest. */
  async #read(access: PracticeAccess, told: Json, look: Look): Promise<KnownVisit | DoubtfulVisit> {
    let row: Row | undefined;
    try {
      row = rowShape(told);
      const overbookings = row.overbookings.map((act) => ({ ...act, by: nameOf(access, act.member) }));
      return await this.#visit(access, { ...row, overbookings }, look);
    } catch (error) {
      if (!isDoubt(error)) throw error;
      return { appointment: row?.appointment ?? "", code: error.code, claimed: claimedStart(row?.statements.at(-1)) };
    }
  }

  async #visit(access: PracticeAccess, row: Row, look: Look): Promise<KnownVisit> {
    const { appointment } = row;
    const statements = await this.believe(access, row);
    look.followChain(appointment, row.statements);
    const place = { practice: access.practice, epoch: statements[0]?.epoch ?? 0, appointment };
    const filing = row.filing === "" ? undefined : readFiling(row.filing);
    const note = row.note === "" ? undefined : readFiling(row.note);
    const { content, doubt } = await contentOf(access, row, place, filing, look);
    return this.#learn({ row, statements, filing, content, doubt, note, clinical: await noteOf(access, place, note, look) });
  }

  /** Unless more was written here while the answer was on its way: the next change builds on what is known. */
  #learn(read: KnownVisit): KnownVisit {
    const { appointment } = read.row;
    const here = this.known.get(appointment);
    // What is doubted was held against what was seen here before the question.
    if (here !== undefined && read.doubt === "" && read.clinical.doubt === "" && isFurther(here, read)) return here;
    this.known.set(appointment, read);
    return read;
  }

  /** The visit in whose place this one was made, if that is so. */
  #predecessor({ content, statements }: KnownVisit): KnownVisit | undefined {
    const before = content?.replaces === undefined ? undefined : this.known.get(content.replaces);
    return isInPlaceOf(statements[0], before?.statements.at(-1)) ? before : undefined;
  }

  /** What is not filed yet is shown, and then filed, with what the practice knew of the visit before it. */
  #withPredecessor(visit: KnownVisit): KnownVisit {
    const { content, filing } = visit;
    const before = this.#predecessor(visit);
    if (filing !== undefined || content === undefined || before?.content === undefined) return visit;
    const patient = completed(before.content.patient, content.patient);
    const known = { ...visit, content: carried(before.content, patient, content, before.row.appointment) };
    this.known.set(visit.row.appointment, known);
    return known;
  }

  async believe(access: PracticeAccess, row: Pick<Row, "appointment" | "manage" | "statements">): Promise<readonly Statement[]> {
    const desk = (epoch: number): Promise<Bytes> => this.#practices.deskKey(access.practice, access.roots, epoch);
    const statements = await verifyChain(row.statements, fromB64(row.manage), desk);
    const first = statements[0];
    if (first?.practice !== access.practice || first.appointment !== row.appointment) throw new DoorError("chain_broken");
    return statements;
  }

  /** The same of what was just written here, which is remembered. */
  async adopt(access: PracticeAccess, row: Pick<Row, "appointment" | "manage" | "statements">): Promise<readonly Statement[]> {
    const statements = await this.believe(access, row);
    await this.#practices.seen.note("statement", row.appointment, checkChain(undefined, row.statements));
    return statements;
  }

  /** Opened envelopes are filed one after another, once the agenda is on the screen; read again meanwhile, they wait no second time. */
  #fileLater(access: PracticeAccess, visits: readonly KnownVisit[]): void {
    for (const visit of visits) {
      const { content } = visit;
      const { appointment } = visit.row;
      const noted = this.#notedBefore(visit);
      if ((visit.filing !== undefined && noted === "") || content === undefined || this.#waiting.has(appointment)) continue;
      this.#waiting.add(appointment);
      this.#filing = this.#filing
        .then(() => this.known.get(appointment)?.filing ?? this.file(access, visit, content))
        .then(() => this.#noteAgain(access, appointment, noted))
        .catch(() => undefined)
        .finally(() => this.#waiting.delete(appointment));
    }
  }

  /** The practice knows whoever came: what their booking asked for is signed by itself (SPEC 24). Another reading gives it where this fails. */
  vouchLater(access: PracticeAccess, visit: KnownVisit): void {
    const { appointment } = visit.row;
    if (visit.statements.at(-1)?.state !== "fulfilled" || visit.row.answered || this.#considered.has(appointment)) return;
    this.#considered.add(appointment);
    this.#filing = this.#filing
      .then(() => this.#vouchAsBooked(access, visit))
      .catch(() => this.#considered.delete(appointment));
  }

  async #vouchAsBooked(access: PracticeAccess, visit: KnownVisit): Promise<void> {
    const { publication } = await this.#practices.lookUp(access.practice);
    const [first] = visit.statements;
    if (publication.credentials === undefined || first === undefined || visit.content === undefined || visit.content.restricted !== undefined) return;
    const place = { practice: access.practice, epoch: first.epoch, appointment: visit.row.appointment };
    const { asks = [] } = await openEnvelope(fromB64(visit.row.envelope), place, fromB64(secretsOf(access, first.epoch).seal_seed));
    const known = asks.filter(({ audience, key }) => audience === "known" && publication.credentials?.some((one) => keyIdOf(one) === key));
    if (known.length > 0) await this.vouch(access, visit, known);
  }

  /**
   * Signs what was asked for, and leaves it with the visit; refused under keys of before. Whoever asks writes what they like: a visit makes nobody
   * known as a colleague.
   */
  async vouch(access: PracticeAccess, visit: KnownVisit, asks: readonly CredentialAsk[]): Promise<void> {
    const { appointment } = visit.row;
    const { publication } = await this.#practices.lookUp(access.practice);
    const ask = asks.find(({ audience }) => audience === "known");
    const key = ask && wordKey(publication, ask.audience);
    if (visit.content === undefined) throw new DoorError("cannot_open");
    if (ask === undefined || key === undefined || ask.key !== keyIdOf(key)) throw new DoorError("word_of_before");
    const primes = await openCredentialKey(key, access.practice, publication.epoch, fromB64(secretsOf(access, publication.epoch).filing_key));
    const sealed = await sealCredentials(issue(ask, key, primes), fromB64(visit.content.reply), access.practice, appointment);
    await this.#account.tell(`/practices/${access.practice}/credentials/${appointment}`, { method: "PUT", body: { sealed: b64(sealed) } });
    const known = this.known.get(appointment) ?? visit;
    this.known.set(appointment, { ...known, row: { ...known.row, answered: true } });
  }

  /** What was noted of the visit before this one, and not yet of this one. */
  #notedBefore(visit: KnownVisit): string {
    const { note, clinical } = visit;
    return note === undefined && clinical.state === "open" ? (this.#predecessor(visit)?.clinical.text ?? "") : "";
  }

  async #noteAgain(access: PracticeAccess, appointment: string, text: string): Promise<void> {
    const visit = this.known.get(appointment);
    if (text !== "" && visit !== undefined && visit.note === undefined) await this.writeNote(access, visit, text);
  }

  /** Compare-and-swap on the revision; whoever loses reads again. */
  async file(access: PracticeAccess, visit: Pick<KnownVisit, "row" | "filing">, content: FilingContent): Promise<Filing> {
    const { appointment } = visit.row;
    const { epoch, filing_key } = access.current;
    const place = { practice: access.practice, epoch, appointment };
    const filer = { filingKey: fromB64(filing_key), member: access.keys.member, signSeed: access.keys.signSeed };
    const filing = await makeFiling(content, place, visit.filing, filer);
    await this.#account.tell(`/practices/${access.practice}/filings/${appointment}`, { method: "PUT", body: wireFiling(filing) });
    await this.#practices.seen.note("filing", appointment, filingMark(filing));
    const known = this.known.get(appointment);
    if (known !== undefined) this.known.set(appointment, { ...known, filing, content });
    return filing;
  }

  /** The same of what was booked here: more than its envelope told a colleague, whose agenda may have filed that first. */
  async fileOver(access: PracticeAccess, visit: KnownVisit, content: FilingContent): Promise<void> {
    try {
      await this.file(access, visit, content);
    } catch (error) {
      if (!(error instanceof DoorError) || error.code !== "filing_conflict") throw error;
      const start = Date.parse(claimedStart(visit.row.statements.at(-1)));
      await this.read(access, dayOf(start - day), dayOf(start + day));
      await this.file(access, this.known.get(visit.row.appointment) ?? visit, content);
    }
  }

  /** The same for the clinical note, in a chain of its own. */
  async writeNote(access: PracticeAccess, visit: KnownVisit, text: string): Promise<void> {
    const { appointment } = visit.row;
    const { epoch, filing_key } = clinicalOf(access, access.current.epoch);
    const filer = { filingKey: fromB64(filing_key), member: access.keys.member, signSeed: access.keys.signSeed };
    const note = await makeNote(text, { practice: access.practice, epoch, appointment }, visit.note, filer);
    await this.#account.tell(`/practices/${access.practice}/notes/${appointment}`, { method: "PUT", body: wireFiling(note) });
    await this.#practices.seen.note("note", appointment, filingMark(note));
    this.known.set(appointment, { ...(this.known.get(appointment) ?? visit), note, clinical: { state: "open", text, doubt: "" } });
  }
}

function isFurther(one: KnownVisit, other: KnownVisit): boolean {
  const [here, there] = [one, other].map(({ row, filing, note }) => [row.statements.length, filing?.revision ?? 0, note?.revision ?? 0]);
  return (here ?? []).some((number, place) => number > (there?.[place] ?? 0));
}

const day = 86_400_000;
/** An agenda is read for no more at once. */
const mostDays = 42;

/** In UTC: whoever asks for the days around it misses no local one. */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function follow(look: Look, kind: MarkKind, appointment: string, filing: Filing | undefined): void {
  look.follow(kind, appointment, filing && filingMark(filing), filing?.previous ?? "");
}

/** What cannot be opened is shown as a time without a name: never hidden, never guessed. */
async function contentOf(access: PracticeAccess, row: Row, place: Place, filing: Filing | undefined, look: Look): Promise<Pick<KnownVisit, "content" | "doubt">> {
  try {
    const content = filing === undefined ? await openBooked(access, place, fromB64(row.envelope)) : await openFiled(access, place, filing);
    follow(look, "filing", row.appointment, filing);
    return { content, doubt: "" };
  } catch (error) {
    if (error instanceof Refusal || error instanceof DoorError) return { content: undefined, doubt: error.code };
    throw error;
  }
}

async function openBooked(access: PracticeAccess, place: Place, envelope: Bytes): Promise<FilingContent> {
  const { seal_seed } = secretsOf(access, place.epoch);
  const { type: _type, asks: _asks, ...booking } = await openEnvelope(envelope, place, fromB64(seal_seed));
  return { ...booking, type: "filing", staff_note: "", claim: "" };
}

/** What the practitioner notes; whoever has no key to it is told so, not shown an empty page. */
async function noteOf(access: PracticeAccess, place: Place, note: Filing | undefined, look: Look): Promise<ClinicalNote> {
  if (access.clinical.size === 0) return emptyNote(access);
  try {
    const text = note === undefined ? "" : await openNoted(access, place, note);
    follow(look, "note", place.appointment, note);
    return { state: "open", text, doubt: "" };
  } catch (error) {
    if (error instanceof Refusal || error instanceof DoorError) return { state: "unreadable", text: "", doubt: error.code };
    throw error;
  }
}

async function openNoted(access: PracticeAccess, place: Place, note: Filing): Promise<string> {
  const { filing_key } = clinicalOf(access, note.epoch);
  return openNote(note, { ...place, epoch: note.epoch }, fromB64(filing_key), authorOf(access, note));
}

export function emptyNote(access: PracticeAccess): ClinicalNote {
  return { state: access.clinical.size === 0 ? "closed" : "open", text: "", doubt: "" };
}

function readFiling({ revision, previous, epoch, blob, member, signature }: Read<typeof filingShape>): Filing {
  return { revision, previous, epoch, blob: fromB64(blob), member, signature: fromB64(signature) };
}

async function openFiled(access: PracticeAccess, place: Place, filing: Filing): Promise<FilingContent> {
  const { filing_key } = secretsOf(access, filing.epoch);
  return openFiling(filing, { ...place, epoch: filing.epoch }, fromB64(filing_key), authorOf(access, filing));
}

/** Somebody who has left is no longer in the list; what they filed under the keys of their time is still read. */
function authorOf(access: PracticeAccess, filing: Filing): Bytes | undefined {
  const author = access.members.members.find(({ member }) => member === filing.member);
  if (author === undefined && filing.epoch === access.current.epoch) throw new DoorError("bad_signature");
  return author && fromB64(author.sign);
}

async function absenceOf(access: PracticeAccess, row: Read<typeof absenceShape>): Promise<Absence> {
  const { absence, schedule, start, end, epoch, sealed } = row;
  return { absence, schedule, start, end, reason: await reasonOf(access, epoch, absence, fromB64(sealed)) };
}

/** A colleague's slip costs the reason of one absence, not everybody's agenda. */
async function reasonOf(access: PracticeAccess, epoch: number, absence: string, sealed: Bytes): Promise<string> {
  try {
    return await openAbsence(sealed, access.practice, epoch, absence, fromB64(secretsOf(access, epoch).filing_key));
  } catch (error) {
    if (error instanceof Refusal || error instanceof DoorError) return "";
    throw error;
  }
}
