/** The patient's mailboxes: what was asked of a practice about a visit, and what it answered (SPEC 19). No session. */
import { signRead } from "../protocol/appointments";
import { opensAt } from "../protocol/clocks";
import { b64, type Bytes, fromB64, type Json } from "../protocol/encoding";
import type { ExportedMailbox } from "../protocol/exports";
import { ask, believeLetter, type Cover, deskEpoch, type Letter, openLetter, openLetterCopy, type Posted } from "../protocol/letters";
import { standings } from "../protocol/requests";
import { b64Of, dayOf, list, momentOf, partOf } from "../protocol/shapes";
import { type Signed, signedShape } from "../protocol/signed";
import { type AskedFile, type Correspondence, DoorError, type Mailbox, type PersonRequest, type Progress, type RequestKind, type RequestReply, type VisitLetters } from "./door-types";
import { isDoubt } from "./doubt";
import { deskOf } from "../protocol/practice";
import { askAgain, Refused } from "./http";
import { originOf, type World } from "./installation";
import { shuffled } from "./pools";
import type { Practices } from "./practices";
import type { Look } from "./seen";
import type { Account } from "./session";
import type { Holder, Visits } from "./visits";

const letterRowShape = partOf({ letter: signedShape, sealed: b64Of(), copy: b64Of() });
/** Each letter is read by itself, for it may be spoilt. */
export const letterRows = list((value: Json) => value);
const lettersShape = partOf({ letters: letterRows });
/** No letter has a larger number. */
const last = 999;
const postedShape = partOf({});
const attempts = 3;
/** Why a letter has no content here of which the cover came alone. */
const closed = "closed";

/** A letter, believed; without its content, and with the code of why, where that does not open. */
interface Opened {
  signed: Signed;
  cover: Cover;
  letter: Letter | undefined;
  doubt: string;
}

export interface Reader {
  believed: (posted: Posted) => Promise<Cover>;
  opened: (cover: Cover, posted: Posted) => Promise<Letter>;
}

/** All that lies in a mailbox and is believed. */
interface Letters {
  letters: readonly Opened[];
  doubtful: number;
  withheld: boolean;
  byPatient: number;
  byDesk: number;
}

/** A mailbox as one hand reads it; and how many letters the desk has put into it, for the number of its next. */
export interface ReadMailbox extends Mailbox {
  byPatient: number;
  byDesk: number;
}

/** The same letter by letter, and whether some of a long one came by their covers alone. */
export interface DeskMailbox extends ReadMailbox {
  written: Written;
  closed: boolean;
}

/** What opened of a mailbox. */
export type Written = readonly (readonly [Cover, Letter])[];

export class Mailboxes {
  readonly #world: World;
  readonly #practices: Practices;
  readonly #visits: Visits;

  constructor(world: World, practices: Practices, visits: Visits) {
    this.#world = world;
    this.#practices = practices;
    this.#visits = visits;
  }

  async read(appointment: string): Promise<Mailbox> {
    return this.#read(await this.#visits.holder(appointment));
  }

  /** Seals anew when the practice has changed its keys, and numbers anew when another letter of ours was first. */
  async ask(appointment: string, kind: RequestKind, text: string, language: "fr" | "en"): Promise<Mailbox> {
    const [holder, ticket] = [await this.#visits.holder(appointment), await this.#visits.nudgeTicket(language)];
    return this.put(holder, { v: 1, type: "letter", kind, text, at: momentOf(new Date()), files: [] }, ticket);
  }

  /** What a mailbox says, letter by letter. */
  async written(holder: Holder): Promise<Written> {
    return writtenIn(await this.#lettersOrDoubt(holder));
  }

  /** Puts a letter in, whatever it is about. */
  async put(holder: Holder, letter: Letter, ticket?: Bytes): Promise<Mailbox> {
    let least = 0;
    for (let attempt = 1; ; attempt++) {
      const number = Math.max((await this.#read(holder)).byPatient, least);
      const { epoch } = attempt === 1 ? await this.#practices.get(holder.practice) : await this.#practices.refresh(holder.practice);
      try {
        const posted = await ask(letter, holder.keys, holder.practice, epoch.epoch, deskOf(epoch).seal, number);
        await send(this.#world, holder.keys.appointment, posted, ticket);
        return await this.#read(holder);
      } catch (error) {
        const again = error instanceof Refused && ["letter_conflict", "epoch_retired"].includes(error.code);
        if (!again || attempt === attempts) throw error;
        // What lies in the last place may be spoilt, and is passed over; whoever reads sees a gap.
        if (error.code === "letter_conflict") least = followingOf(error);
      }
    }
  }

  /** What was written about any visit, also one that is long over; a mailbox that is refused hides none of the others. */
  async all(progress: Progress): Promise<Correspondence> {
    const { kept, listing } = await this.#visits.everything(progress);
    const visits = new Map(listing.visits.map((visit) => [visit.appointment, visit]));
    const mailboxes: VisitLetters[] = [];
    for (const { keys, practice } of shuffled(kept)) {
      const visit = visits.get(keys.appointment);
      const { requests, told, doubtful, withheld } = requestsIn(keys.appointment, await this.#lettersOrDoubt({ keys, practice }));
      if (visit !== undefined && (requests.length + told.length + doubtful > 0 || withheld)) mailboxes.push({ visit, requests, told, doubtful, withheld });
    }
    return { mailboxes, visits: listing.visits, unread: listing.doubtful.length };
  }

  /** What was written about a visit, as it was signed; a mailbox that is refused counts as one letter that is not believed. */
  async exported(holder: Holder): Promise<ExportedMailbox | undefined> {
    const { letters, withheld, ...counts } = await this.#lettersOrDoubt(holder);
    const doubtful = Math.max(counts.doubtful, Number(withheld));
    if (letters.length === 0 && doubtful === 0) return undefined;
    return { letters: letters.map(({ signed, letter }) => ({ cover: signed, ...(letter === undefined ? {} : { content: letter }) })), doubtful };
  }

  async #read(holder: Holder): Promise<ReadMailbox> {
    return requestsIn(holder.keys.appointment, await this.#letters(holder));
  }

  async #lettersOrDoubt(holder: Holder): Promise<Letters> {
    return this.#letters(holder).catch((error: unknown) => {
      if (isDoubt(error)) return { letters: [], doubtful: 1, withheld: false, byPatient: 0, byDesk: 0 };
      throw error;
    });
  }

  async #letters({ keys, practice }: Holder): Promise<Letters> {
    const path = `/v1/appointments/${keys.appointment}/letters`;
    const read = { origin: originOf(this.#world.platform), method: "GET", path, body: new Uint8Array(0) };
    const headers = { "Serment-Signature": await signRead(read, keys, new Date()) };
    const look = await this.#practices.seen.look();
    const { letters } = await askAgain(this.#world.platform.url + path, { headers }, lettersShape);
    const deskKey = async (epoch: number): Promise<Bytes> => this.#practices.deskKey(practice, (await this.#practices.lookUp(practice)).roots, epoch);
    const reader: Reader = {
      believed: (posted) => believeLetter(posted, practice, keys.appointment, keys.signPublic, deskKey),
      opened: (cover, { sealed, copy }) =>
        deskEpoch(cover) === undefined ? openLetterCopy(cover, copy, keys.selfCopyKey) : openLetter(cover, sealed, keys.replySeed),
    };
    const found = await lettersOf(keys.appointment, letters, reader, look);
    await this.#practices.seen.keep(look);
    return found;
  }
}

/** The number that the platform wants of the next letter; any other error goes on its way. */
export function followingOf(error: unknown): number {
  if (error instanceof Refused && error.code === "letter_conflict") return Math.min(error.number, last);
  throw error;
}

/** By the ticket, whoever asks is told of an answer. */
export async function send({ platform }: World, appointment: string, posted: Posted, ticket?: Bytes): Promise<void> {
  const body = { ...bodyOf(posted), ...(ticket === undefined ? {} : { ticket: b64(ticket) }) } satisfies Json;
  await askAgain(`${platform.url}/v1/appointments/${appointment}/letters`, { method: "POST", body }, postedShape);
}

/** With the session besides: a restore may have given the desk's key back to somebody who left. */
export async function sendByDesk(account: Account, appointment: string, posted: Posted): Promise<void> {
  await account.ask(`/appointments/${appointment}/letters`, { method: "POST", body: bodyOf(posted) }, postedShape);
}

function bodyOf({ letter, sealed, copy }: Posted): Readonly<{ letter: Signed; sealed: string; copy: string }> {
  return { letter, sealed: b64(sealed), copy: b64(copy) };
}

export async function mailboxOf(appointment: string, rows: readonly Json[], reader: Reader, look: Look): Promise<DeskMailbox> {
  const read = await lettersOf(appointment, rows, reader, look);
  return { ...requestsIn(appointment, read), written: writtenIn(read), closed: read.letters.some(({ doubt }) => doubt === closed) };
}

function writtenIn({ letters }: Letters): Written {
  return letters.flatMap(({ cover, letter }) => (letter === undefined ? [] : [[cover, letter] as const]));
}

/** What was asked, out of all that was written. */
function requestsIn(appointment: string, { letters, ...counts }: Letters): ReadMailbox {
  const covers = letters.map(({ cover }) => cover);
  const requests = standings(covers, dayOf(new Date())).map((standing) => requestOf(appointment, standing, letters));
  const told = letters.filter(({ cover }) => deskEpoch(cover) !== undefined && cover.answers === undefined).map(replyOf);
  return { requests, told, ...counts };
}

/** A letter that is not believed hides none of the others, nor does one that is withheld. */
async function lettersOf(appointment: string, rows: readonly Json[], reader: Reader, look: Look): Promise<Letters> {
  const read = await Promise.all(rows.map((row) => opened(row, reader)));
  const found = [...new Map(read.filter((one) => one !== undefined).map((one) => [placeOf(one), one] as const)).values()];
  const [byPatient, byDesk] = [false, true].map((desk) => following(found.filter(({ cover }) => (deskEpoch(cover) !== undefined) === desk)));
  const numbered = (byPatient ?? 0) + (byDesk ?? 0);
  // A letter that is not believed may be the one whose number is missing: it is counted once.
  return { letters: found, doubtful: Math.max(read.length, numbered) - found.length, withheld: isWithheld(appointment, found, look), byPatient: byPatient ?? 0, byDesk: byDesk ?? 0 };
}

function isWithheld(appointment: string, letters: readonly Opened[], look: Look): boolean {
  try {
    look.followLetters(appointment, letters, dayOf(new Date()));
    return false;
  } catch (error) {
    if (isDoubt(error)) return true;
    throw error;
  }
}

function placeOf({ cover }: Opened): string {
  return `${deskEpoch(cover) === undefined ? "manage" : "desk"} ${cover.number}`;
}

function following(found: readonly Opened[]): number {
  return Math.max(-1, ...found.map(({ cover }) => cover.number)) + 1;
}

async function opened(row: Json, reader: Reader): Promise<Opened | undefined> {
  try {
    const { letter, sealed, copy } = letterRowShape(row);
    const posted = { letter, sealed: fromB64(sealed), copy: fromB64(copy) };
    const cover = await reader.believed(posted);
    if (sealed === "" && copy === "") return { signed: letter, cover, letter: undefined, doubt: closed };
    try {
      return { signed: letter, cover, letter: await reader.opened(cover, posted), doubt: "" };
    } catch (error) {
      if (!(error instanceof Error && "code" in error) || error.code !== "cannot_open") throw error;
      return { signed: letter, cover, letter: undefined, doubt: error.code };
    }
  } catch (error) {
    if (isDoubt(error)) return undefined;
    throw error;
  }
}

function requestOf(appointment: string, standing: ReturnType<typeof standings>[number], found: readonly Opened[]): PersonRequest {
  const { number, clock, asked, due, extended, settled, late } = standing;
  const request = found.find(({ cover }) => deskEpoch(cover) === undefined && cover.number === number);
  const own = request?.letter;
  const replies = found.filter(({ cover }) => cover.answers?.number === number);
  const outcome = replies.map(({ letter }) => letter?.outcome).find((one) => one !== undefined);
  const state = settled === "" ? (extended ? "extended" : "received") : (outcome ?? "done");
  const opens = own === undefined ? "" : opensAt(clock, own.at);
  return { appointment, number, kind: own?.kind ?? (request?.doubt === closed ? closed : ""), text: own?.text ?? "", closed: [request, ...replies].some((one) => one?.doubt === closed), asked, due, late, extended, extendable: clock === "one_month", settled, state, opens, replies: replies.map(replyOf), asks: own?.asks ?? [] };
}

function replyOf({ cover, letter, doubt }: Opened): RequestReply {
  const files = letter?.files.map(({ name, content }): AskedFile => ({ name, content: fromB64(content) })) ?? [];
  const carried = letter?.carried;
  return { day: cover.day, kind: letter?.kind ?? "", text: letter?.text ?? "", files, doubt, ...(carried === undefined ? {} : { carried }) };
}
