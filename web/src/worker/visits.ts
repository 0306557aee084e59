/** The patient's visits: book, find, move, cancel. No request here carries a session (SPEC 7). */
import { manageKeys, type ManageKeys, openSelfCopy, type SelfCopy, signRead } from "../protocol/appointments";
import { type Bytes, fromB64, type Json } from "../protocol/encoding";
import type { KeptVisit } from "../protocol/kitfile";
import { contactTicket } from "../protocol/nudges";
import { b64Of, dayOf, digest, identifier, integer, list, partOf, type Read } from "../protocol/shapes";
import { checkChain } from "../protocol/marks";
import { signedShape, type Signed } from "../protocol/signed";
import { type Change, nextStatement, type Statement, verifyChain } from "../protocol/statements";
import { prepare } from "./booking";
import type { Custodian } from "./custodian";
import { type Appointment, type Booking, DoorError, type DoubtfulAppointment, type Listing, type Step } from "./door-types";
import { isDoubt } from "./doubt";
import { askAgain, Refused } from "./http";
import { originOf, type World } from "./installation";
import { below, liveSeeds, maintained, poolFor, shuffled, unusedSeeds } from "./pools";
import type { Practices } from "./practices";
import type { Look } from "./seen";
import type { Account } from "./session";

const readShape = partOf({ practice: identifier, statements: list(signedShape), self_copy: b64Of() });
const writtenShape = partOf({ appointment: digest, sequence: integer(0) });

const readers = 4;

interface Found {
  seed: string;
  keys: ManageKeys;
  chain: readonly Signed[];
  copy: SelfCopy;
  appointment: Appointment;
}

type Answer = Read<typeof readShape>;

export class Visits {
  readonly #world: World;
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #practices: Practices;
  readonly #pool: string | undefined;
  /** What the last round of probing found, by seed. */
  #found = new Map<string, Found>();
  /** The seeds of what was not believed: they hold something, if nobody knows what. */
  #doubtful: ReadonlySet<string> = new Set();
  #tending: ReturnType<typeof setTimeout> | undefined;

  constructor(world: World, account: Account, custodian: Custodian, practices: Practices, pool: string | undefined) {
    this.#world = world;
    this.#account = account;
    this.#custodian = custodian;
    this.#practices = practices;
    this.#pool = pool;
  }

  stop(): void {
    clearTimeout(this.#tending);
  }

  /** Asks for every live seed singly and in random order: the platform does not see which belong together. */
  async list(): Promise<Listing> {
    const seeds = shuffled(liveSeeds(await this.#account.recentVault()));
    const found = new Map<string, Found>();
    const doubtful = new Map<string, DoubtfulAppointment>();
    const reader = async (): Promise<void> => {
      for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) {
        const visit = await this.#read(seed);
        if (visit === undefined) continue;
        if ("seed" in visit) found.set(seed, visit);
        else doubtful.set(seed, visit);
      }
    };
    await Promise.all(Array.from({ length: readers }, reader));
    this.#found = found;
    this.#doubtful = new Set(doubtful.keys());
    return { visits: [...found.values()].map(({ appointment }) => appointment).sort(byStart), doubtful: [...doubtful.values()] };
  }

  /** Everything that was believed, for the kit's file; nothing may be missing from that. */
  async kept(): Promise<readonly KeptVisit[]> {
    const { doubtful } = await this.list();
    if (doubtful.length > 0) throw new DoorError("visit_doubtful");
    return [...this.#found.values()].map(({ seed, chain, copy }) => ({ manage_seed: seed, statements: chain, self_copy: copy }));
  }

  /** What lies under a seed, believed or not: one lie hides no other visit. */
  async #read(seed: string): Promise<Found | DoubtfulAppointment | undefined> {
    const keys = await manageKeys(fromB64(seed));
    let answer: Answer | undefined;
    try {
      const look = await this.#practices.seen.look();
      answer = await this.#ask(keys);
      return await this.#believed(seed, keys, answer, look);
    } catch (error) {
      if (!isDoubt(error)) throw error;
      return { appointment: keys.appointment, code: error.code, told: await toldOf(answer, keys) };
    }
  }

  async #probe(seed: string): Promise<Found | undefined> {
    const keys = await manageKeys(fromB64(seed));
    const look = await this.#practices.seen.look();
    return this.#believed(seed, keys, await this.#ask(keys), look);
  }

  /** Nothing where the platform knows no such appointment. */
  async #ask(keys: ManageKeys): Promise<Answer | undefined> {
    const path = `/v1/appointments/${keys.appointment}`;
    const read = { origin: originOf(this.#world.platform), method: "GET", path, body: new Uint8Array(0) };
    try {
      const headers = { "Serment-Signature": await signRead(read, keys, new Date()) };
      return await askAgain(this.#world.platform.url + path, { headers }, readShape);
    } catch (error) {
      if (error instanceof Refused && error.code === "appointment_unknown") return undefined;
      throw error;
    }
  }

  async #believed(seed: string, keys: ManageKeys, answer: Answer | undefined, look: Look): Promise<Found | undefined> {
    if (answer === undefined) {
      look.follow("statement", keys.appointment, undefined, "");
      return undefined;
    }
    const statements = await this.#believe(answer.statements, keys, answer.practice);
    const copy = await openSelfCopy(fromB64(answer.self_copy), keys);
    const appointment = appointmentOf(statements, copy);
    look.followChain(keys.appointment, answer.statements);
    await this.#practices.seen.keep(look);
    return { seed, keys, chain: answer.statements, copy, appointment };
  }

  async #believe(chain: readonly Signed[], keys: ManageKeys, practice: string): Promise<readonly Statement[]> {
    const desk = async (epoch: number): Promise<Bytes> => {
      // What was agreed stays to be read and cancelled, whatever the custodian says now.
      const { root } = await this.#practices.lookUp(practice);
      return this.#practices.deskKey(practice, fromB64(root.root), epoch);
    };
    const statements = await verifyChain(chain, keys.signPublic, desk);
    if (statements.some((statement) => statement.practice !== practice)) throw new DoorError("chain_broken");
    return statements;
  }

  get #used(): ReadonlySet<string> {
    return new Set([...this.#found.keys(), ...this.#doubtful]);
  }

  /** A seed of this browser that holds no visit yet. Asking first costs little; another tab may have used it. */
  async #freeSeed(): Promise<{ seed: string; keys: ManageKeys }> {
    const pool = poolFor(await this.#account.vault(), this.#pool);
    const seeds = shuffled(pool === undefined ? [] : unusedSeeds(pool, this.#used));
    for (const seed of seeds) {
      const visit = await this.#read(seed);
      if (visit === undefined) return { seed, keys: await manageKeys(fromB64(seed)) };
      if ("seed" in visit) this.#found.set(seed, visit);
    }
    throw new DoorError("seeds_missing");
  }

  async book(booking: Booking): Promise<Appointment> {
    const { seed, keys } = await this.#freeSeed();
    const ticket = await this.#ticket(booking);
    for (;;) {
      const kept = await this.#custodian.takeToken("booking");
      if (kept === undefined) throw new DoorError("rights_missing");
      try {
        return await this.#bookWith(booking, seed, keys, ticket, kept.token);
      } catch (error) {
        if (error instanceof DoorError && error.code.startsWith("token_")) continue;
        await this.#custodian.giveBack(kept, ticket);
        throw error;
      }
    }
  }

  async #ticket({ patient, language }: Booking): Promise<Bytes> {
    const kept = await this.#custodian.takeTicket();
    if (kept !== undefined) return kept.ticket;
    return contactTicket(await this.#custodian.contactKey(), { email: patient.email, phone: patient.phone, language });
  }

  /** Seals anew when the practice has changed its keys meanwhile; a refused request spends no token. */
  async #bookWith(booking: Booking, seed: string, keys: ManageKeys, ticket: Bytes, token: Bytes): Promise<Appointment> {
    for (let attempt = 0; ; attempt++) {
      const practice = attempt === 0 ? await this.#practices.get(booking.practice) : await this.#practices.refresh(booking.practice);
      const { body, chain, copy } = await prepare(booking, practice, keys, ticket, token);
      try {
        await askAgain(`${this.#world.platform.url}/v1/appointments`, { method: "POST", body }, writtenShape);
        return await this.#keep(seed, keys, chain, copy);
      } catch (error) {
        if (attempt > 1 || !(error instanceof DoorError) || error.code !== "epoch_retired") throw error;
      }
    }
  }

  async #keep(seed: string, keys: ManageKeys, chain: readonly Signed[], copy: SelfCopy): Promise<Appointment> {
    const statements = await verifyChain(chain, keys.signPublic, () => Promise.reject(new DoorError("chain_broken")));
    const appointment = appointmentOf(statements, copy);
    await this.#practices.seen.note("statement", keys.appointment, checkChain(undefined, chain));
    this.#found.set(seed, { seed, keys, chain, copy, appointment });
    this.#tendLater();
    return appointment;
  }

  /** Between one and ten minutes from now, so that a vault's writing does not point at a booking. */
  #tendLater(): void {
    clearTimeout(this.#tending);
    const tend = () => void Promise.allSettled([this.tend(), this.#custodian.fillStock()]);
    this.#tending = setTimeout(tend, 60_000 + below(540_000));
  }

  /** After a round of probing: what is over is marked, what runs low refilled. */
  async tend(now: Date = new Date()): Promise<void> {
    const dayAgo = new Date(now.getTime() - 86_400_000);
    const over = [...this.#found.values()].filter(({ appointment }) => endOf(appointment) < dayAgo).map(({ seed }) => seed);
    const probed = { used: this.#used, over: new Set(over) };
    await this.#account.changeVault((vault) => maintained(vault, this.#pool, probed, dayOf(now)));
  }

  async change(appointment: string, change: Change): Promise<Appointment> {
    const { seed } = await this.#find(appointment);
    const current = await this.#probe(seed);
    const last = current?.chain.at(-1);
    if (current === undefined || last === undefined) throw new DoorError("appointment_unknown");
    const statement = await nextStatement(last, change, "manage", current.keys.signSeed);
    const url = `${this.#world.platform.url}/v1/appointments/${appointment}/statements`;
    await askAgain(url, { method: "POST", body: { statement } satisfies Json }, writtenShape);
    const after = await this.#probe(seed);
    if (after === undefined) throw new DoorError("appointment_unknown");
    this.#found.set(seed, after);
    return after.appointment;
  }

  async #find(appointment: string): Promise<Found> {
    const known = () => [...this.#found.values()].find(({ keys }) => keys.appointment === appointment);
    if (known() === undefined) await this.list();
    const found = known();
    if (found === undefined) throw new DoorError("appointment_unknown");
    return found;
  }
}

/** What the patient noted for themselves, whatever else is wrong with the answer. */
async function toldOf(answer: Answer | undefined, keys: ManageKeys): Promise<DoubtfulAppointment["told"]> {
  if (answer === undefined) return undefined;
  try {
    const { practice_name, practitioner_name, phone, motive_label } = await openSelfCopy(fromB64(answer.self_copy), keys);
    return { practice_name, practitioner_name, phone, motive_label };
  } catch (error) {
    if (isDoubt(error)) return undefined;
    throw error;
  }
}

function byStart(a: Appointment, b: Appointment): number {
  return a.start < b.start ? -1 : 1;
}

function endOf({ start, duration }: Appointment): Date {
  return new Date(Date.parse(start) + duration * 60_000);
}

export function historyOf(statements: readonly Statement[]): readonly Step[] {
  return statements.map(({ state, start, by }) => ({ state, start, by: by === "manage" ? "patient" : "practice" }));
}

function appointmentOf(statements: readonly Statement[], copy: SelfCopy): Appointment {
  const last = statements.at(-1);
  if (last === undefined || last.practice !== copy.practice) throw new DoorError("chain_broken");
  const { v: _v, type: _type, ...told } = copy;
  const { appointment, schedule, class: serviceClass, state, start, duration } = last;
  return { appointment, schedule, class: serviceClass, state, start, duration, history: historyOf(statements), ...told };
}
