/** What patients ask of a practice, as its desk reads and answers it (SPEC 19). */
import { fromB64, type Json } from "../protocol/encoding";
import { doneShape } from "../protocol/erasures";
import { type Answers, believeLetter, deskEpoch, type Letter, openLetter, openLetterCopy, type Outcome, reply } from "../protocol/letters";
import { dayOf, integer, list, momentOf, partOf, type Read, type Shape, string } from "../protocol/shapes";
import { type Signed, signedShape } from "../protocol/signed";
import type { Identity } from "../protocol/vault";
import { visitErasure, verifyVisitReceipt } from "../protocol/visit-erasures";
import { type Memberships, type PracticeAccess, secretsOf } from "./access";
import { type Agendas, type KnownVisit, requireInUse, visitOf } from "./agenda";
import { type Demand, DoorError, type ErasureReceipt, type PersonRequest, type Queue, type Visit } from "./door-types";
import type { World } from "./installation";
import { isInPlaceOf, lettersOf } from "./carrying";
import { type DeskMailbox, followingOf, letterRows, mailboxOf, type Reader, type ReadMailbox, sendByDesk } from "./mailbox";
import type { Practices } from "./practices";
import type { Look } from "./seen";
import type { Account } from "./session";
import { copyOf, inLetters } from "./visit-copy";

/** Each visit is read by itself, for it may be a lie. */
const anything: Shape<Json> = (value) => value;
/** The platform's word about a visit, where its mailbox alone was asked for and it stands. */
const attestedShape: Shape<Signed | ""> = (value) => ((value as unknown) === null || value === "" ? "" : signedShape(value));
const rowShape = partOf({ visit: anything, letters: letterRows });
const mailboxShape: Shape<Read<typeof rowShape> & { readonly attested: Signed | "" }> = (value) => {
  const { attested = "" } = value as { attested?: Json };
  return { ...rowShape(value), attested: attestedShape(attested) };
};
const mailboxesShape = partOf({ mailboxes: list(mailboxShape), next: string, epoch: integer(1) });

type Said = Pick<Letter, "kind" | "text" | "files" | "outcome" | "carried" | "agreement">;
const day = 24 * 60 * 60 * 1000;
/** All that the key which asked is told once the visit has another. The same as the SDK's. */
const elsewhere = {
  fr: "Le cabinet a répondu au rendez-vous qui a pris la place de celui-ci.",
  en: "The practice has answered at the visit that took the place of this one.",
} as const;
const empty: ReadMailbox = { requests: [], told: [], doubtful: 0, withheld: false, byPatient: 0, byDesk: 0 };

/** Everything that was written about a visit. */
export interface DeskBox {
  visit: KnownVisit;
  mailbox: DeskMailbox;
  /** What another practice may be shown of a visit that stands; "" unless this mailbox alone was asked for. */
  attested: Signed | "";
}

/** A part of a practice's mailboxes; how many letters are of visits that are not believed, and where the next part begins. */
interface Page {
  boxes: readonly DeskBox[];
  doubtful: number;
  next: string;
}

export class Demands {
  readonly #world: World;
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #agendas: Agendas;
  /** What was read last, by appointment. */
  readonly #boxes = new Map<string, ReadMailbox>();
  /** Of a visit that was handed over the one in its place, where letters were carried there. */
  readonly #successors = new Map<string, string>();

  constructor(world: World, account: Account, practices: Practices, memberships: Memberships, agendas: Agendas) {
    this.#world = world;
    this.#account = account;
    this.#practices = practices;
    this.#memberships = memberships;
    this.#agendas = agendas;
  }

  /** A page; a long mailbox comes by its newest letters and the covers of the others. */
  async list(practice: string, after = ""): Promise<Queue> {
    return queueOf(await this.#page(practice, after === "" ? "" : `?after=${encodeURIComponent(after)}`));
  }

  /** One mailbox, whole. */
  async open(practice: string, appointment: string): Promise<Queue> {
    return queueOf(await this.#page(practice, `?of=${appointment}`));
  }

  /** Every mailbox of a practice, whole. */
  async *boxes(practice: string): AsyncGenerator<DeskBox> {
    for (let query = ""; ; ) {
      const { boxes, next } = await this.#page(practice, query);
      for (const box of boxes) yield box.mailbox.closed ? ((await this.box(practice, box.visit.row.appointment)) ?? box) : box;
      if (next === "") return;
      query = `?after=${encodeURIComponent(next)}`;
    }
  }

  /** One of them; nothing where nobody wrote, or where the visit is not believed. */
  async box(practice: string, appointment: string): Promise<DeskBox | undefined> {
    return (await this.#whole(practice, appointment))?.boxes[0];
  }

  async #whole(practice: string, appointment: string): Promise<Page | undefined> {
    try {
      return await this.#page(practice, `?of=${appointment}`);
    } catch (error) {
      if (error instanceof DoorError && error.code === "appointment_unknown") return undefined;
      throw error;
    }
  }

  async #page(practice: string, query: string): Promise<Page> {
    return this.#memberships.using(practice, async (access) => {
      const look = await this.#practices.seen.look();
      const answer = await this.#account.ask(`/practices/${practice}/letters${query}`, {}, mailboxesShape);
      if (answer.epoch !== access.current.epoch) throw new DoorError("epoch_retired");
      const boxes: DeskBox[] = [];
      let doubtful = 0;
      for (const { visit: told, letters, attested } of answer.mailboxes) {
        const visit = await this.#agendas.one(access, told, look);
        if (!("row" in visit)) {
          doubtful += letters.length;
          continue;
        }
        const mailbox = await this.#read(access, visit, letters, look);
        this.#boxes.set(visit.row.appointment, mailbox);
        this.#noteSuccessor(visit, mailbox);
        boxes.push({ visit, mailbox, attested });
      }
      await this.#practices.seen.keep(look);
      return { boxes, doubtful, next: answer.next };
    });
  }

  #noteSuccessor(visit: KnownVisit, { told }: ReadMailbox): void {
    for (const { carried } of told) if (carried !== undefined) this.#follows(carried.appointment, visit);
  }

  /** Of several the one that stands. */
  #follows(before: string, { row: { appointment }, statements }: KnownVisit): void {
    if (before !== appointment && (statements.at(-1)?.state !== "cancelled" || !this.#successors.has(before))) this.#successors.set(before, appointment);
  }

  /** Whoever has a visit now that was handed over; of one that stands, nobody else. */
  async #successorOf(practice: string, appointment: string): Promise<string | undefined> {
    const passed = [appointment];
    for (;;) {
      const after = await this.#nextOf(practice, passed.at(-1) ?? appointment);
      if (after === undefined || passed.includes(after)) return passed.slice(1).at(-1);
      passed.push(after);
    }
  }

  async #nextOf(practice: string, appointment: string): Promise<string | undefined> {
    const visit = this.#known(appointment);
    if (visit.statements.at(-1)?.state !== "cancelled") return undefined;
    for (let next = ""; !this.#successors.has(appointment); ) {
      ({ next } = await this.list(practice, next));
      if (next === "") break;
    }
    if (!this.#successors.has(appointment)) await this.#lookAround(practice, visit);
    return this.#successors.get(appointment);
  }

  /** A desk that died before it carried the letters has left the visit all the same, at the same time. */
  async #lookAround(practice: string, { row: { appointment }, statements }: KnownVisit): Promise<void> {
    const last = statements.at(-1);
    if (last === undefined) return;
    const [from, to] = [-day, day].map((apart) => dayOf(new Date(Date.parse(last.start) + apart)));
    await this.#memberships.using(practice, (access) => this.#agendas.read(access, from ?? "", to ?? ""));
    for (const visit of this.#agendas.known.values()) {
      if (visit.content?.replaces === appointment && isInPlaceOf(visit.statements[0], last)) this.#follows(appointment, visit);
    }
  }

  /** Whether whoever would read an answer has another key than the one that asked, or than the practice gave first. */
  async hasAnotherKey(practice: string, appointment: string): Promise<boolean> {
    await this.open(practice, appointment);
    return this.#known(appointment).content?.replaces !== undefined || (await this.#successorOf(practice, appointment)) !== undefined;
  }

  /** Repeats what was written about a visit to whoever has it now, whose key opens nothing of the old mailbox. */
  async carry(practice: string, before: string, after: string): Promise<void> {
    if (!(await this.#isThere(practice, before))) return;
    const box = this.#boxes.get(before);
    this.#boxes.set(after, this.#boxes.get(after) ?? empty);
    for (const { text, carried } of box === undefined ? [] : lettersOf(before, box)) {
      await this.#write(practice, after, { kind: "carried", text, files: [], carried });
    }
  }

  /** Whether anything lies in this mailbox; read, if so. */
  async #isThere(practice: string, appointment: string): Promise<boolean> {
    return (await this.#whole(practice, appointment)) !== undefined;
  }

  /**
   * Settles a request; what is too long for one letter goes in several, the last of which settles.
   *
   * `checked`: somebody made sure who asks. Nothing is answered to another key than the one that asked without it, nor a
   * copy given to a key that was made at the counter or from a paper code.
   */
  async answer(practice: string, appointment: string, number: number, outcome: Outcome, text: string, withCopy: boolean, checked: boolean): Promise<void> {
    // A colleague may have handed it over since it was read.
    await this.open(practice, appointment);
    const [visit, request] = [this.#known(appointment), this.#request(appointment, number)];
    if (request.opens > momentOf(new Date())) throw new DoorError("too_early");
    const successor = await this.#successorOf(practice, appointment);
    if (!checked && (successor !== undefined || (withCopy && visit.content?.replaces !== undefined))) throw new DoorError("identity_unchecked");
    const { root } = await this.#practices.lookUp(practice);
    const parts = inLetters(withCopy ? copyOf(visit, root.name) : []);
    for (const [index, files] of parts.entries()) {
      const isLast = index === parts.length - 1;
      const letter = { kind: "answer", text, ...(isLast ? { outcome } : {}), files };
      await this.#answer(practice, appointment, successor, letter, { number, effect: isLast ? "settled" : "told" });
    }
  }

  /**
   * Gives the practice's word to whoever asked for it by letter, and says so. Not where the visit was handed over: it would go to the key that was
   * given up.
   */
  async vouch(practice: string, appointment: string, number: number, text: string): Promise<void> {
    if (await this.hasAnotherKey(practice, appointment)) throw new DoorError("word_handed_over");
    const [visit, { asks }] = [this.#known(appointment), this.#request(appointment, number)];
    requireInUse(visit);
    await this.#memberships.using(practice, (access) => this.#agendas.vouch(access, visit, asks));
    await this.answer(practice, appointment, number, "done", text, false, false);
  }

  /** Tells the person something that they did not ask: it answers nothing, and changes no clock. */
  async tell(practice: string, appointment: string, text: string): Promise<void> {
    await this.put(practice, appointment, { kind: "notice", text, files: [] });
  }

  /** Into the mailbox of a visit, which may be its first letter: it answers nothing. */
  async put(practice: string, appointment: string, said: Said): Promise<void> {
    if (!(await this.#isThere(practice, appointment))) this.#boxes.set(appointment, empty);
    await this.#write(practice, appointment, said);
  }

  async extend(practice: string, appointment: string, number: number, reason: string): Promise<void> {
    await this.open(practice, appointment);
    const successor = await this.#successorOf(practice, appointment);
    await this.#answer(practice, appointment, successor, { kind: "extension", text: reason, files: [] }, { number, effect: "extended" });
  }

  /** Puts right who the person is, as the desk files it; the envelope stays as it came. */
  async rectify(practice: string, appointment: string, patient: Identity): Promise<Visit> {
    return this.#memberships.using(practice, async (access) => {
      const visit = this.#known(appointment);
      requireInUse(visit);
      if (visit.content === undefined) throw new DoorError("cannot_open");
      await this.#agendas.file(access, visit, { ...visit.content, patient });
      return visitOf(this.#known(appointment));
    });
  }

  /** Keeps what is filed and has nobody use it; or the end of that. */
  async restrict(practice: string, appointment: string, on: boolean): Promise<Visit> {
    return this.#memberships.using(practice, async (access) => {
      const visit = this.#known(appointment);
      if (visit.content === undefined) throw new DoorError("cannot_open");
      const { restricted: since, ...content } = visit.content;
      await this.#agendas.file(access, visit, on ? { ...content, restricted: since ?? dayOf(new Date()) } : content);
      return visitOf(this.#known(appointment));
    });
  }

  /** Destroys a visit that did not take place, with its letters, for good. */
  async erase(practice: string, appointment: string): Promise<ErasureReceipt> {
    return this.#memberships.using(practice, async ({ current: { epoch, sign_seed } }) => {
      const last = this.#known(appointment).row.statements.at(-1);
      if (last === undefined) throw new DoorError("appointment_unknown");
      const where = { practice, epoch, appointment, day: dayOf(new Date()) };
      const word = await visitErasure(fromB64(sign_seed), where, last, crypto.getRandomValues(new Uint8Array(32)));
      const done = await this.#account.ask(`/practices/${practice}/erasures`, { method: "POST", body: { statement: word } }, doneShape);
      const { at, destroyed, backups } = await verifyVisitReceipt(done, this.#world.platform.logKey.publicKey, word);
      this.#agendas.known.delete(appointment);
      return { at, destroyed, backups, leaf: done.leaf };
    });
  }

  /**
   * Into one mailbox: where it was asked, or else that of whoever has the visit now. The key that asked may be a thief's
   * by then, so its mailbox is told that there is an answer, and not what.
   */
  async #answer(practice: string, appointment: string, successor: string | undefined, said: Said, answers: Answers): Promise<void> {
    if (successor === undefined) return this.#write(practice, appointment, said, answers);
    if (!this.#boxes.has(successor) && !(await this.#isThere(practice, successor))) this.#boxes.set(successor, empty);
    await this.#write(practice, successor, said);
    if (answers.effect === "told") return;
    await this.#write(practice, appointment, { ...said, text: elsewhere[languageOf(this.#known(appointment))], files: [] }, answers);
  }

  async #write(practice: string, appointment: string, said: Said, answers?: Answers): Promise<void> {
    const visit = this.#known(appointment);
    if (visit.content === undefined) throw new DoorError("cannot_open");
    const replyPublic = fromB64(visit.content.reply);
    const letter: Letter = { v: 1, type: "letter", at: momentOf(new Date()), ...said };
    const box = this.#boxes.get(appointment);
    if (box === undefined) throw new DoorError("appointment_unknown");
    const put = async ({ current }: PracticeAccess, number: number): Promise<number> => {
      const { epoch, filing_key, sign_seed } = current;
      const address = { practice, appointment, epoch, by: `desk:${epoch}`, number };
      const keys = { replyPublic, filingKey: fromB64(filing_key), signSeed: fromB64(sign_seed) };
      await sendByDesk(this.#account, appointment, await reply(letter, address, keys, answers));
      return number + 1;
    };
    const byDesk = await this.#memberships.using(practice, (access) =>
      // A colleague's letter, or a spoilt one: what is answered already takes no other answer.
      put(access, box.byDesk).catch((error: unknown) => put(access, followingOf(error))),
    );
    this.#boxes.set(appointment, { ...box, byDesk });
  }

  async #read(access: PracticeAccess, visit: KnownVisit, rows: readonly Json[], look: Look): Promise<DeskMailbox> {
    const { appointment, manage } = visit.row;
    const deskKey = async (epoch: number) => this.#practices.deskKey(access.practice, access.roots, epoch);
    const reader: Reader = {
      believed: (posted) => believeLetter(posted, access.practice, appointment, fromB64(manage), deskKey),
      opened: async (cover, { sealed, copy }) => {
        const secrets = secretsOf(access, cover.epoch);
        if (deskEpoch(cover) === undefined) return openLetter(cover, sealed, fromB64(secrets.seal_seed));
        return openLetterCopy(cover, copy, fromB64(secrets.filing_key));
      },
    };
    return mailboxOf(appointment, rows, reader, look);
  }

  #known(appointment: string): KnownVisit {
    const visit = this.#agendas.known.get(appointment);
    if (visit === undefined) throw new DoorError("appointment_unknown");
    return visit;
  }

  #request(appointment: string, number: number): PersonRequest {
    const found = this.#boxes.get(appointment)?.requests.find((request) => request.number === number);
    if (found === undefined) throw new DoorError("request_answered");
    return found;
  }
}

function languageOf({ content }: KnownVisit): "fr" | "en" {
  return content?.language === "en" ? "en" : "fr";
}

function queueOf({ boxes, doubtful, next }: Page): Queue {
  const demands = boxes.flatMap(({ visit, mailbox }) => mailbox.requests.map((request): Demand => ({ visit: visitOf(visit), request, language: languageOf(visit) })));
  const withheld = boxes.filter(({ mailbox }) => mailbox.withheld).map(({ visit }): Visit => visitOf(visit));
  return { demands: demands.sort(byUrgency), doubtful: boxes.reduce((sum, { mailbox }) => sum + mailbox.doubtful, doubtful), withheld, next };
}

function byUrgency(one: Demand, other: Demand): number {
  const key = ({ request: { settled, due }, visit }: Demand) => `${settled === "" ? 0 : 1}${settled === "" ? due : ""}${visit.appointment}`;
  return key(one) < key(other) ? -1 : 1;
}
