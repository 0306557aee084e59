/** Letters that other practices passed on to this one, as its desk reads them (SPEC 18). */
import { type Bytes, fromB64 } from "../protocol/encoding";
import { openReferral, verifyReferral } from "../protocol/referrals";
import { b64Of, day, identifier, integer, list, partOf, type Read, string } from "../protocol/shapes";
import { type Memberships, type PracticeAccess, secretsOf } from "./access";
import type { Agendas } from "./agenda";
import type { Desk } from "./desk";
import { DoorError, type Inbox, type ReceivedLetter, type Visit } from "./door-types";
import { isDoubt } from "./doubt";
import type { World } from "./installation";
import type { Practices } from "./practices";
import type { Account } from "./session";
import { markOf, remember } from "./taken-back";

const rowShape = partOf({ referral: identifier, epoch: integer(1), sealed: b64Of(), day });
type Row = Read<typeof rowShape>;
const pageShape = partOf({ referrals: list(rowShape), next: string });

/** What is believed, with the mark of its agreement and how many decisions it shows. */
export interface Believed {
  letter: ReceivedLetter;
  mark: string;
  decisions: number;
}

export class Referrals {
  readonly #world: World;
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #memberships: Memberships;
  readonly #agendas: Agendas;
  readonly #desk: Desk;

  constructor(world: World, account: Account, practices: Practices, memberships: Memberships, agendas: Agendas, desk: Desk) {
    this.#world = world;
    this.#account = account;
    this.#practices = practices;
    this.#memberships = memberships;
    this.#agendas = agendas;
    this.#desk = desk;
  }

  /** All of them, newest first; a letter that its patient took back is dropped unread, and that it was stays. */
  async list(practice: string): Promise<Inbox> {
    const read = await this.#memberships.using(practice, async (access) => {
      const rows = await this.#rows(practice);
      if (rows.some(({ epoch }) => epoch > access.current.epoch)) throw new DoorError("epoch_retired");
      return Promise.all(rows.map((row) => this.#read(access, row)));
    });
    const believed = read.filter((one): one is Believed => "letter" in one);
    const marks = believed.filter(({ letter }) => letter.withdrawn !== "").map(({ mark, decisions }) => [mark, decisions] as const);
    const { kept, over } = sifted(believed, await remember(this.#account.open.root, marks));
    for (const { letter } of over) await this.drop(practice, letter.referral);
    return { received: kept.map(({ letter }) => letter).sort((one, other) => (one.day < other.day ? 1 : -1)), doubtful: read.filter((one) => "code" in one) };
  }

  /** Puts a letter into the clinical note of a visit here, where it stays as care does; it lies no longer here. */
  async file(practice: string, referral: string, appointment: string): Promise<Visit> {
    const { received } = await this.list(practice);
    const letter = received.find((one) => one.referral === referral);
    const visit = this.#agendas.known.get(appointment);
    if (letter === undefined || letter.withdrawn !== "") throw new DoorError("referral_unknown");
    if (visit?.clinical.state !== "open") throw new DoorError("cannot_open");
    const passedOn = `${letter.practice_name}, ${letter.at.slice(0, 10)}\n${letter.text}`;
    const filed = await this.#desk.clinicalNote(practice, appointment, [visit.clinical.text, passedOn].filter((part) => part !== "").join("\n\n"));
    await this.drop(practice, referral);
    return filed;
  }

  async drop(practice: string, referral: string): Promise<void> {
    await this.#account.tell(`/practices/${practice}/referrals/${referral}`, { method: "DELETE" });
  }

  async #rows(practice: string): Promise<readonly Row[]> {
    const found: Row[] = [];
    for (let query = ""; ; ) {
      const { referrals, next } = await this.#account.ask(`/practices/${practice}/referrals${query}`, {}, pageShape);
      found.push(...referrals);
      if (next === "") return found;
      query = `?after=${next}`;
    }
  }

  /** One that is not believed hides none of the others. */
  async #read(access: PracticeAccess, row: Row): Promise<Believed | Inbox["doubtful"][number]> {
    const slot = { practice: access.practice, epoch: row.epoch, referral: row.referral };
    try {
      const signed = await openReferral(fromB64(row.sealed), slot, fromB64(secretsOf(access, row.epoch).seal_seed));
      const deskKey = (practice: string, epoch: number) => this.#deskKey(practice, epoch);
      return believedOf(row, await verifyReferral(signed, slot, deskKey, this.#world.platform.logKey.publicKey));
    } catch (error) {
      if (!isDoubt(error) && !(error instanceof DoorError && error.code === "cannot_open")) throw error;
      return { referral: row.referral, code: error.code };
    }
  }

  /** Of a practice that the custodian vouches for, whichever epoch it signed in. */
  async #deskKey(practice: string, epoch: number): Promise<Bytes> {
    return this.#practices.deskKey(practice, (await this.#practices.get(practice)).roots, epoch);
  }
}

function believedOf(row: Row, { referral, chain, right }: Awaited<ReturnType<typeof verifyReferral>>): Believed {
  const { agreement, manage, patient, start, text, at, kind } = referral;
  const { practice_name, purpose, to } = agreement.terms;
  const told = { referral: row.referral, day: row.day, practice_name, practitioner: to?.practitioner ?? "", purpose, patient, start, at, text, key: manage, right };
  const letter = { ...told, withdrawn: kind === "withdrawal" ? (chain.at(-1)?.day ?? "") : "" };
  return { letter, mark: markOf(agreement, manage), decisions: chain.length };
}

/** What is shown, and what goes: the patient said more since, and took it back. Pure. */
export function sifted(believed: readonly Believed[], taken: ReadonlyMap<string, number>): { kept: readonly Believed[]; over: readonly Believed[] } {
  const isOver = ({ mark, decisions }: Believed): boolean => (taken.get(mark) ?? 0) > decisions;
  return { kept: believed.filter((one) => !isOver(one)), over: believed.filter(isOver) };
}
