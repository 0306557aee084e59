/** What the desk does: book on the telephone, move, mark, note, block, publish. Signed by the desk's key (SPEC 7). */
import { claimSeed, lockAbsence, manageKeys } from "../protocol/appointments";
import { newCode, writeCode } from "../protocol/codes";
import { type CredentialKey, newCredentialKey } from "../protocol/credentials";
import { b64, fromB64, hex, type Json } from "../protocol/encoding";
import { codeWords } from "../protocol/kit";
import { contactTicket } from "../protocol/nudges";
import { random } from "../protocol/primitives";
import { type PublicationRecord, signPublication } from "../protocol/publication";
import { digest, integer, partOf } from "../protocol/shapes";
import { type Change, nextStatement } from "../protocol/statements";
import type { Memberships, PracticeAccess } from "./access";
import { type Agendas, emptyNote, type KnownVisit, requireInUse, visitOf } from "./agenda";
import { prepare } from "./booking";
import type { Custodian } from "./custodian";
import { type Absence, type Booking, DoorError, type Publication, type Slip, type Visit } from "./door-types";
import type { Practices } from "./practices";
import type { Account } from "./session";
import { isAhead } from "./visits";

const writtenShape = partOf({ appointment: digest, sequence: integer(0) });
const createdShape = partOf({ appointment: digest });
const publishedShape = partOf({ revision: integer(1) });

export class Desk {
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #agendas: Agendas;

  constructor(account: Account, custodian: Custodian, practices: Practices, memberships: Memberships, agendas: Agendas) {
    this.#account = account;
    this.#custodian = custodian;
    this.#practices = practices;
    this.#memberships = memberships;
    this.#agendas = agendas;
  }

  /** The practice keeps the code of the visit in its filing, since the patient has no account here. */
  async book(booking: Booking, overbook = false): Promise<Visit> {
    const { row, filed } = await this.#memberships.using(booking.practice, (access) => this.#book(access, booking, overbook));
    // Apart, for keys may change in between: what is booked is then filed under the new ones, not booked twice.
    await this.#memberships.using(booking.practice, (access) => this.#agendas.fileOver(access, this.#known(row.appointment), filed));
    return visitOf(this.#known(row.appointment));
  }

  async #book(access: PracticeAccess, booking: Booking, overbook: boolean) {
    const known = await this.#practices.lookAgain(booking.practice);
    const claim = newCode();
    const { email, phone } = booking.patient;
    const ticket = await contactTicket(await this.#custodian.contactKey(), { email, phone, language: booking.language });
    const keys = await manageKeys(claimSeed(claim));
    const { body, content, envelope, chain } = await prepare(booking, { practice: known, keys, ticket, token: undefined });
    await this.#account.ask(`/practices/${booking.practice}/appointments`, { method: "POST", body: overbook ? { ...body, overbook } : body }, createdShape);
    const row = { appointment: keys.appointment, manage: body.manage, statements: chain, envelope: b64(envelope), filing: "", note: "", overbooked: overbook, answered: false, overbookings: [] } as const;
    const statements = await this.#agendas.adopt(access, row);
    const filed = { ...content, type: "filing", staff_note: "", claim: b64(claim) } as const;
    this.#agendas.known.set(row.appointment, { row, statements, filing: undefined, content: filed, doubt: "", note: undefined, clinical: emptyNote(access) });
    return { row, filed };
  }

  #known(appointment: string): KnownVisit {
    const visit = this.#agendas.known.get(appointment);
    if (visit === undefined) throw new DoorError("appointment_unknown");
    return visit;
  }

  /** What lets the patient take a visit that staff booked into an account. */
  async slip(appointment: string, language: "fr" | "en"): Promise<Slip> {
    const visit = this.#known(appointment);
    if (visit.content === undefined) throw new DoorError("cannot_open");
    if (visit.content.claim === "") throw new DoorError("not_claimable");
    if (!isAhead(visitOf(visit))) throw new DoorError("visit_over");
    const code = fromB64(visit.content.claim);
    return { link: writeCode("claim", code), words: await codeWords(code, language), visit: visitOf(visit) };
  }

  async change(practice: string, appointment: string, change: Change, overbook = false): Promise<Visit> {
    return this.#memberships.using(practice, async (access) => {
      const visit = this.#known(appointment);
      const last = visit.row.statements.at(-1);
      if (last === undefined) throw new DoorError("chain_broken");
      const { epoch, sign_seed } = access.current;
      const statement = await nextStatement(last, change, `desk:${epoch}`, fromB64(sign_seed));
      await this.#account.ask(`/appointments/${appointment}/statements`, { method: "POST", body: { statement, ...(overbook && { overbook }) } satisfies Json }, writtenShape);
      const row = { ...visit.row, statements: [...visit.row.statements, statement], overbooked: change.start === undefined ? visit.row.overbooked : overbook };
      const statements = await this.#agendas.adopt(access, row);
      this.#agendas.known.set(appointment, { ...this.#known(appointment), row, statements });
      this.#agendas.vouchLater(access, this.#known(appointment));
      return visitOf(this.#known(appointment));
    });
  }

  async note(practice: string, appointment: string, staffNote: string): Promise<Visit> {
    return this.#memberships.using(practice, async (access) => {
      const visit = this.#known(appointment);
      requireInUse(visit);
      if (visit.content === undefined) throw new DoorError("cannot_open");
      await this.#agendas.file(access, visit, { ...visit.content, staff_note: staffNote });
      return visitOf(this.#known(appointment));
    });
  }

  /** What only those who hold the clinical keys read; what cannot be read is not overwritten. */
  async clinicalNote(practice: string, appointment: string, text: string): Promise<Visit> {
    return this.#memberships.using(practice, async (access) => {
      const visit = this.#known(appointment);
      requireInUse(visit);
      if (visit.clinical.state === "unreadable") throw new DoorError("cannot_open");
      await this.#agendas.writeNote(access, visit, text);
      return visitOf(this.#known(appointment));
    });
  }

  async block(practice: string, schedule: string, start: string, end: string, reason: string): Promise<Absence> {
    return this.#memberships.using(practice, async ({ current }) => {
      const absence = hex(random(16));
      const sealed = b64(await lockAbsence(reason, practice, current.epoch, absence, fromB64(current.filing_key)));
      const body = { absence, schedule, start, end, epoch: current.epoch, sealed };
      await this.#account.tell(`/practices/${practice}/absences`, { method: "POST", body });
      return { absence, schedule, start, end, reason };
    });
  }

  async unblock(practice: string, absence: string): Promise<void> {
    await this.#account.tell(`/practices/${practice}/absences/${absence}`, { method: "DELETE" });
  }

  async publish(publication: Publication): Promise<Publication> {
    const { practice } = publication;
    return this.#memberships.using(practice, async ({ current }) => {
      const before = await this.#practices.lookAgain(practice);
      if (before.publication.revision !== publication.revision) throw new DoorError("publication_conflict");
      const keys = await wordKeys(publication, before.publication, current);
      const record = recordOf(keys.length === 0 ? publication : ({ ...publication, credentials: keys } as Publication), current.epoch, publication.revision + 1, before.publicationHash);
      const signed = await signPublication(fromB64(current.sign_seed), record);
      await this.#account.ask(`/practices/${practice}/publication`, { method: "PUT", body: { publication: signed } }, publishedShape);
      return publicationOf((await this.#practices.lookAgain(practice)).publication);
    });
  }
}

/** What is kept for whom the practice knows needs a key for its word; those that are there stay, for what was given under them is in use. */
async function wordKeys({ practice, classes }: Publication, { credentials: before = [] }: PublicationRecord, { epoch, filing_key }: PracticeAccess["current"]): Promise<readonly CredentialKey[]> {
  const needed = (["known", "colleagues"] as const).filter((audience) => classes.some((one) => one.audience === audience));
  const missing = needed.filter((audience) => !before.some((key) => key.audience === audience));
  return [...before, ...(await Promise.all(missing.map((audience) => newCredentialKey(practice, epoch, audience, fromB64(filing_key)))))];
}

export function recordOf(publication: Publication, epoch: number, revision: number, previous: string): PublicationRecord {
  return { ...publication, v: 1, type: "publication", epoch, revision, previous } as PublicationRecord;
}

export function publicationOf(record: PublicationRecord): Publication {
  const { v: _v, type: _type, epoch: _epoch, previous: _previous, ...publication } = record;
  return publication;
}
