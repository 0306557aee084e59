/** The agenda of a practice: chains believed, envelopes opened once and filed, filings read (SPEC 7). */
import {
  checkFiling,
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
import { b64, type Bytes, fromB64, type Json } from "../protocol/encoding";
import { Refusal } from "../protocol/errors";
import { b64Of, digest, identifier, integer, list, moment, partOf, type Read, type Shape } from "../protocol/shapes";
import { signedShape } from "../protocol/signed";
import { type Statement, verifyChain } from "../protocol/statements";
import { emptyProfile } from "../protocol/vault";
import { clinicalOf, type PracticeAccess, secretsOf } from "./access";
import { type Absence, type Agenda, type ClinicalNote, DoorError, type Visit } from "./door-types";
import type { Practices } from "./practices";
import type { Account } from "./session";
import { historyOf } from "./visits";

const filingShape = partOf({ revision: integer(1), previous: digest, epoch: integer(1), blob: b64Of(), member: identifier, signature: b64Of(64) });

/** Absent and null both mean: nothing filed yet. */
const maybeFiling: Shape<Json> = (value) => ((value as unknown) === null || value === "" ? "" : filingShape(value));

const rowFields = { appointment: digest, manage: b64Of(32), statements: list(signedShape), envelope: b64Of() };
const rowShape: Shape<Row> = (value) => {
  const { filing = "", note = "" } = value as { filing?: Json; note?: Json };
  return { ...partOf(rowFields)(value), filing: maybeFiling(filing) as Row["filing"], note: maybeFiling(note) as Row["note"] };
};

type Filed = Read<typeof filingShape> | "";
type Row = Read<ReturnType<typeof partOf<typeof rowFields>>> & { readonly filing: Filed; readonly note: Filed };

const absenceShape = partOf({ absence: identifier, schedule: identifier, start: moment, end: moment, epoch: integer(1), sealed: b64Of() });
const agendaShape = partOf({ appointments: list(rowShape), absences: list(absenceShape), epoch: integer(1) });

/** A visit as it was last read, with what is needed to change it. */
export interface KnownVisit {
  row: Row;
  statements: readonly Statement[];
  filing: Filing | undefined;
  content: FilingContent | undefined;
  note: Filing | undefined;
  clinical: ClinicalNote;
}

const none = { patient: emptyProfile, motive: "", note: "", staff_note: "" };

export function visitOf({ statements, content, clinical }: KnownVisit): Visit {
  const last = statements.at(-1);
  if (last === undefined) throw new DoorError("chain_broken");
  const { appointment, schedule, class: serviceClass, state, start, duration } = last;
  const { patient, motive, note, staff_note } = content ?? none;
  const unreadable = content === undefined;
  return { appointment, schedule, class: serviceClass, state, start, duration, history: historyOf(statements), unreadable, patient, motive, note, staff_note, clinical };
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

  constructor(account: Account, practices: Practices) {
    this.#account = account;
    this.#practices = practices;
  }

  async read(access: PracticeAccess, from: string, to: string): Promise<Agenda> {
    // What we file while the answer is on its way is not missing from it.
    const seen = new Map([...this.known].map(([appointment, { filing }]) => [appointment, filing]));
    const answer = await this.#account.ask(`/practices/${access.practice}/agenda?from=${from}&to=${to}`, {}, agendaShape);
    if (answer.epoch !== access.current.epoch) throw new DoorError("epoch_retired");
    const visits = await Promise.all(answer.appointments.map((row) => this.#visit(access, row, seen.get(row.appointment))));
    const absences = await Promise.all(answer.absences.map((row) => absenceOf(access, row)));
    this.#fileLater(access, visits);
    return { visits: visits.map(visitOf).sort((a, b) => (a.start < b.start ? -1 : 1)), absences };
  }

  async #visit(access: PracticeAccess, row: Row, before: Filing | undefined): Promise<KnownVisit> {
    const statements = await this.believe(access, row);
    const filing = row.filing === "" ? undefined : readFiling(row.filing);
    const place = { practice: access.practice, epoch: statements[0]?.epoch ?? 0, appointment: row.appointment };
    const note = row.note === "" ? undefined : readFiling(row.note);
    const clinical = await noteOf(access, place, note);
    const known = before !== undefined && wentBack(before, filing)
      ? { row, statements, filing: before, content: undefined, note, clinical }
      : { row, statements, filing, content: await this.#content(access, row, place, filing), note, clinical };
    this.known.set(row.appointment, known);
    return known;
  }

  async believe(access: PracticeAccess, row: Pick<Row, "appointment" | "manage" | "statements">): Promise<readonly Statement[]> {
    const root = fromB64(access.root.root);
    const desk = (epoch: number): Promise<Bytes> => this.#practices.deskKey(access.practice, root, epoch);
    const statements = await verifyChain(row.statements, fromB64(row.manage), desk);
    const first = statements[0];
    if (first?.practice !== access.practice || first.appointment !== row.appointment) throw new DoorError("chain_broken");
    return statements;
  }

  /** What cannot be opened is shown as a time without a name: never hidden, never guessed. */
  async #content(access: PracticeAccess, row: Row, place: Place, filing: Filing | undefined): Promise<FilingContent | undefined> {
    try {
      if (filing !== undefined) return await openFiled(access, place, filing);
      const secrets = secretsOf(access, place.epoch);
      const booking = await openEnvelope(fromB64(row.envelope), place, fromB64(secrets.seal_seed));
      const { patient, motive, note, reply, language } = booking;
      return { v: 1, type: "filing", patient, motive, note, reply, language, staff_note: "", claim: "" };
    } catch (error) {
      if (error instanceof Refusal || error instanceof DoorError) return undefined;
      throw error;
    }
  }

  /** Opened envelopes are filed one after another, once the agenda is on the screen; read again meanwhile, they wait no second time. */
  #fileLater(access: PracticeAccess, visits: readonly KnownVisit[]): void {
    for (const visit of visits) {
      const { content } = visit;
      const { appointment } = visit.row;
      if (visit.filing !== undefined || content === undefined || this.#waiting.has(appointment)) continue;
      this.#waiting.add(appointment);
      this.#filing = this.#filing
        .then(() => this.known.get(appointment)?.filing ?? this.file(access, visit, content))
        .catch(() => undefined)
        .finally(() => this.#waiting.delete(appointment));
    }
  }

  /** Compare-and-swap on the revision; whoever loses reads again. */
  async file(access: PracticeAccess, visit: Pick<KnownVisit, "row" | "filing">, content: FilingContent): Promise<Filing> {
    const { appointment } = visit.row;
    const { epoch, filing_key } = access.current;
    const place = { practice: access.practice, epoch, appointment };
    const filer = { filingKey: fromB64(filing_key), member: access.keys.member, signSeed: access.keys.signSeed };
    const filing = await makeFiling(content, place, visit.filing, filer);
    await this.#account.tell(`/practices/${access.practice}/filings/${appointment}`, { method: "PUT", body: wireFiling(filing) });
    const known = this.known.get(appointment);
    if (known !== undefined) this.known.set(appointment, { ...known, filing, content });
    return filing;
  }

  /** The same for the clinical note, in a chain of its own. */
  async writeNote(access: PracticeAccess, visit: KnownVisit, text: string): Promise<void> {
    const { appointment } = visit.row;
    const { epoch, filing_key } = clinicalOf(access, access.current.epoch);
    const filer = { filingKey: fromB64(filing_key), member: access.keys.member, signSeed: access.keys.signSeed };
    const note = await makeNote(text, { practice: access.practice, epoch, appointment }, visit.note, filer);
    await this.#account.tell(`/practices/${access.practice}/notes/${appointment}`, { method: "PUT", body: wireFiling(note) });
    this.known.set(appointment, { ...visit, note, clinical: { state: "open", text } });
  }
}

/** What the practitioner notes; whoever has no key to it is told so, not shown an empty page. */
async function noteOf(access: PracticeAccess, place: Place, note: Filing | undefined): Promise<ClinicalNote> {
  if (access.clinical.size === 0) return { state: "closed", text: "" };
  if (note === undefined) return { state: "open", text: "" };
  try {
    const { filing_key } = clinicalOf(access, note.epoch);
    return { state: "open", text: await openNote(note, { ...place, epoch: note.epoch }, fromB64(filing_key), authorOf(access, note)) };
  } catch (error) {
    if (error instanceof Refusal || error instanceof DoorError) return { state: "unreadable", text: "" };
    throw error;
  }
}

export function emptyNote(access: PracticeAccess): ClinicalNote {
  return { state: access.clinical.size === 0 ? "closed" : "open", text: "" };
}

/** Whether we are shown an older filing than before; nothing of it is believed, and the newer one is remembered. */
function wentBack(seen: Filing, now: Filing | undefined): boolean {
  try {
    checkFiling(seen, now);
    return false;
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
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
