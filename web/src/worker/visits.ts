/** The patient's visits: book, find, move, cancel. No request here carries a session (SPEC 7). */
import { claimSeed, manageKeys, type ManageKeys, openSelfCopy, pseudonym, type SelfCopy, signRead } from "../protocol/appointments";
import { b64, type Bytes, fromB64, type Json } from "../protocol/encoding";
import type { ExportedVisit } from "../protocol/exports";
import type { KeptVisit } from "../protocol/kitfile";
import { type Contact, contactTicket } from "../protocol/nudges";
import type { PublicationRecord } from "../protocol/publication";
import { b64Of, dayOf, digest, identifier, integer, list, moment, momentOf, partOf, type Read, type Shape } from "../protocol/shapes";
import { checkChain } from "../protocol/marks";
import type { KeptAgreement } from "../protocol/terms";
import { signedShape, type Signed } from "../protocol/signed";
import { type Change, type DeskKey, nextStatement, type Statement, verifyChain } from "../protocol/statements";
import { believeVisitErasure } from "../protocol/visit-erasures";
import { audienceOf, type Means, prepare, type Prepared, succeed } from "./booking";
import type { Custodian } from "./custodian";
import { type Appointment, type Booking, DoorError, type DoubtfulAppointment, type ErasedAppointment, type Identity, type Listing, type Progress, type Step } from "./door-types";
import { isDoubt } from "./doubt";
import { askAgain, askNothing, Refused } from "./http";
import { keptWaits } from "./kept-waits";
import { originOf, type World } from "./installation";
import { Returns } from "./returning";
import { agreed, allSeeds, atLeast, below, liveSeeds, maintained, mayBeGone, merged, poolFor, shuffled, unusedSeeds } from "./pools";
import type { Practices } from "./practices";
import { Queue, type Told } from "./queue";
import { leftHolds, type Paying, type Right, takeRight, takeRightToHold } from "./rights";
import type { Look } from "./seen";
import type { Account } from "./session";
import { Wallet } from "./wallet";

const readFields = { practice: identifier, statements: list(signedShape), self_copy: b64Of() };
const readShape = partOf(readFields);
/** What the desk left with it for whoever the practice knows (SPEC 24). */
const leftShape = partOf({ credentials: b64Of() });
/** In the place of a visit that its practice erased. */
const erasedShape = partOf({ erasure: signedShape });
type Answered = Answer & { erasure?: Signed; credentials?: string };
const answerShape: Shape<Answered> = (value) => ({ ...readShape(value), ...(has(value, "erasure") ? erasedShape(value) : {}), ...(has(value, "credentials") ? leftShape(value) : {}) });
const writtenShape = partOf({ appointment: digest, sequence: integer(0) });

const readers = 4;

interface Found {
  seed: string;
  keys: ManageKeys;
  chain: readonly Signed[];
  appointment: Appointment;
  copy: SelfCopy;
  /** What the desk left for whoever the practice knows; "" where nothing. */
  left: string;
}

/** Who may write about a visit: its keys, and the practice that reads. */
export type Holder = Readonly<{ keys: ManageKeys; practice: string }>;

/** A visit that took place, its seed, and what the desk left with it. */
export type Attended = Holder & Readonly<{ seed: string; left: string }>;

interface ReadAll {
  found: Map<string, Found>;
  doubtful: Map<string, DoubtfulAppointment>;
  erased: Map<string, ErasedAppointment>;
}

/** What an account's keys open, for people and as it was signed. */
export interface Everything {
  kept: readonly (ExportedVisit & Holder)[];
  listing: Listing;
}

interface Free {
  seed: string;
  keys: ManageKeys;
}

/** What is booked, and the request that books it. */
interface Order {
  prepared: Prepared;
  body: Readonly<Record<string, Json>>;
}

/** A time that is kept, and the right that keeps it. */
export interface Holding {
  hold: string;
  right: Paying;
  /** The word of the practice that was shown for it, where it is the offer of a line. */
  credential?: Bytes;
}

const heldShape = partOf({ hold: identifier, expires: moment });

const tellNobody: Told = () => undefined;

type Answer = Read<typeof readShape>;

function has(value: Json, field: string): boolean {
  return typeof value === "object" && (value as unknown) !== null && field in value;
}

export class Visits {
  /** What was decided in mailboxes since this account was opened here. */
  answered: readonly KeptAgreement[] = [];
  readonly #world: World;
  readonly #account: Account;
  readonly #custodian: Custodian;
  readonly #practices: Practices;
  readonly #pool: string | undefined;
  readonly queue = new Queue();
  #held: (Holding & { right: Right; schedule: string; start: string; expires: string }) | undefined;
  /** What the last round of probing found, by seed. */
  #found = new Map<string, Found>();
  /** The seeds of what was not believed: they hold something, if nobody knows what. */
  #doubtful: ReadonlySet<string> = new Set();
  #erased: ReadonlySet<string> = new Set();
  /** What was found when everything was read last, by seed. */
  #everything: ReadonlyMap<string, Found> = new Map();
  /** Seeds on their way: a booking that is under way elsewhere may still appear under them. */
  readonly #promised = new Set<string>();
  readonly #returns: Returns;
  readonly wallet: Wallet;
  #collecting: Promise<void> = Promise.resolve();
  #listing: Promise<Listing> | undefined;
  #tending: ReturnType<typeof setTimeout> | undefined;

  constructor(world: World, account: Account, custodian: Custodian, practices: Practices, pool: string | undefined) {
    this.#world = world;
    this.#account = account;
    this.#custodian = custodian;
    this.#practices = practices;
    this.#pool = pool;
    this.#returns = new Returns(world, custodian);
    this.wallet = new Wallet(() => account.vault(), async () => new Set((await keptWaits(account.open.root)).map(({ credential = "" }) => credential)));
  }

  stop(): void {
    this.queue.leave(true);
    void this.letGo();
    clearTimeout(this.#tending);
    this.#returns.stop();
  }

  /** Asks for every live seed singly and in random order: the platform does not see which belong together. */
  list(): Promise<Listing> {
    this.#listing ??= this.#list().finally(() => (this.#listing = undefined));
    return this.#listing;
  }

  async #list(): Promise<Listing> {
    const read = await this.#readAll(liveSeeds(await this.#account.recentVault()));
    this.#found = read.found;
    this.#doubtful = new Set(read.doubtful.keys());
    this.#erased = new Set(read.erased.keys());
    void this.#askBack();
    this.#collectFrom(read);
    return listingOf(read);
  }

  /** The same with what is long over, and what was signed of it. */
  async everything(progress: Progress): Promise<Everything> {
    const vault = await this.#account.recentVault();
    const read = await this.#readAll(allSeeds(vault), progress, mayBeGone(vault, dayOf(new Date())));
    this.#everything = read.found;
    this.#collectFrom(read);
    const kept = [...read.found.values()].sort((a, b) => byStart(a.appointment, b.appointment));
    return {
      kept: kept.map(({ keys, chain, copy }) => ({ appointment: keys.appointment, statements: chain, self_copy: copy, keys, practice: copy.practice })),
      listing: listingOf(read),
    };
  }

  /** What practices left for whom they know; one that is not believed lies there another day. */
  #collectFrom({ found }: ReadAll): void {
    const visits = [...found.values()].filter(({ left }) => left !== "");
    this.#collecting = this.#collecting.then(async () => {
      for (const visit of visits) if (await this.#collect(visit).catch(() => false)) this.#tendLater();
    });
  }

  async #collect({ seed, keys, copy, left }: Found): Promise<boolean> {
    const { publication } = await this.#practices.lookUp(copy.practice);
    return this.wallet.collect({ seed, replySeed: keys.replySeed, appointment: keys.appointment, sealed: left }, publication);
  }

  /** Once all that was read has brought what it brings. */
  async collected(): Promise<void> {
    await this.#collecting;
  }

  async #readAll(all: readonly string[], progress: Progress = () => undefined, gone: ReadonlySet<string> = new Set()): Promise<ReadAll> {
    const seeds = shuffled(all);
    const found = new Map<string, Found>();
    const doubtful = new Map<string, DoubtfulAppointment>();
    const erased = new Map<string, ErasedAppointment>();
    const reader = async (): Promise<void> => {
      for (let seed = seeds.pop(); seed !== undefined; seed = seeds.pop()) {
        progress(all.length - seeds.length, all.length);
        const visit = await this.#read(seed, gone.has(seed));
        if (visit === undefined) continue;
        if ("seed" in visit) found.set(seed, visit);
        else if ("day" in visit) erased.set(seed, visit);
        else doubtful.set(seed, visit);
      }
    };
    await Promise.all(Array.from({ length: readers }, reader));
    return { found, doubtful, erased };
  }

  /** Everything that was believed, for the kit's file; nothing may be missing from that. */
  async kept(): Promise<readonly KeptVisit[]> {
    const { doubtful } = await this.list();
    if (doubtful.length > 0) throw new DoorError("visit_doubtful");
    return [...this.#found.values()].map(({ seed, chain, copy }) => ({ manage_seed: seed, statements: chain, self_copy: copy }));
  }

  /** What lies under a seed, believed or not: one lie hides no other visit. That nothing does is believed of what may be gone. */
  async #read(seed: string, gone = false): Promise<Found | DoubtfulAppointment | ErasedAppointment | undefined> {
    const keys = await manageKeys(fromB64(seed));
    let answer: Answered | undefined;
    try {
      const look = await this.#practices.seen.look();
      answer = await this.#ask(keys);
      if (answer === undefined && gone) return undefined;
      if (answer?.erasure !== undefined) return await this.#erasedVisit(keys.appointment, answer.practice, answer.erasure);
      return await this.#believed(seed, keys, answer, look);
    } catch (error) {
      if (!isDoubt(error)) throw error;
      return { appointment: keys.appointment, code: error.code, told: await toldOf(answer, keys) };
    }
  }

  async #erasedVisit(appointment: string, practice: string, word: Signed): Promise<ErasedAppointment> {
    const { root } = await this.#practices.lookUp(practice);
    const { day } = await believeVisitErasure(word, practice, appointment, this.#desk(practice));
    return { appointment, practice_name: root.name, day };
  }

  async #probe(seed: string): Promise<Found | undefined> {
    const keys = await manageKeys(fromB64(seed));
    const look = await this.#practices.seen.look();
    return this.#believed(seed, keys, await this.#ask(keys), look);
  }

  /** Nothing where the platform knows no such appointment. */
  async #ask(keys: ManageKeys): Promise<Answered | undefined> {
    const path = `/v1/appointments/${keys.appointment}`;
    const read = { origin: originOf(this.#world.platform), method: "GET", path, body: new Uint8Array(0) };
    try {
      const headers = { "Serment-Signature": await signRead(read, keys, new Date()) };
      return await askAgain(this.#world.platform.url + path, { headers }, answerShape);
    } catch (error) {
      if (error instanceof Refused && error.code === "appointment_unknown") return undefined;
      throw error;
    }
  }

  async #believed(seed: string, keys: ManageKeys, answer: Answered | undefined, look: Look): Promise<Found | undefined> {
    if (answer === undefined) {
      look.follow("statement", keys.appointment, undefined, "");
      return undefined;
    }
    const statements = await this.#believe(answer.statements, keys, answer.practice);
    const copy = await openSelfCopy(fromB64(answer.self_copy), keys);
    const appointment = appointmentOf(statements, copy);
    look.followChain(keys.appointment, answer.statements);
    await this.#practices.seen.keep(look);
    return { seed, keys, chain: answer.statements, appointment, copy, left: answer.credentials ?? "" };
  }

  async #believe(chain: readonly Signed[], keys: ManageKeys, practice: string): Promise<readonly Statement[]> {
    const statements = await verifyChain(chain, keys.signPublic, this.#desk(practice));
    if (statements.some((statement) => statement.practice !== practice)) throw new DoorError("chain_broken");
    return statements;
  }

  #desk(practice: string): DeskKey {
    return async (epoch) => {
      // What was agreed stays to be read and cancelled, whatever the custodian says now.
      const { roots } = await this.#practices.lookUp(practice);
      return this.#practices.deskKey(practice, roots, epoch);
    };
  }

  get #used(): ReadonlySet<string> {
    return new Set([...this.#found.keys(), ...this.#doubtful, ...this.#erased]);
  }

  /** At least so many free seeds in the vault, written down before any is used. */
  async layIn(count: number): Promise<void> {
    await this.#account.changeVault((vault) => atLeast(vault, this.#pool, this.#used, count, dayOf(new Date())));
  }

  /** Seeds of this browser that hold no visit yet, none given twice. Asking first costs little; another tab may have used them. */
  async freeSeeds(count: number): Promise<readonly Free[]> {
    const pool = poolFor(await this.#account.vault(), this.#pool);
    const waiting = (await keptWaits(this.#account.open.root)).map(({ seed }) => seed);
    const seeds = shuffled(pool === undefined ? [] : unusedSeeds(pool, new Set([...this.#used, ...this.#promised, ...waiting])));
    const free: Free[] = [];
    for (const seed of seeds) {
      if (free.length === count) break;
      const visit = await this.#read(seed);
      if (visit === undefined) free.push({ seed, keys: await manageKeys(fromB64(seed)) });
      else if ("seed" in visit) this.#found.set(seed, visit);
    }
    if (free.length < count) throw new DoorError("seeds_missing");
    for (const { seed } of free) this.#promised.add(seed);
    return free;
  }

  /** The visits that somebody else has booked under seeds of ours. */
  async appeared(seeds: readonly string[]): Promise<Listing> {
    const [visits, doubtful]: [Appointment[], DoubtfulAppointment[]] = [[], []];
    for (const seed of seeds) {
      const visit = await this.#read(seed);
      if (visit === undefined || "day" in visit) continue;
      if ("seed" in visit) this.#found.set(seed, visit);
      if ("seed" in visit) visits.push(visit.appointment);
      else doubtful.push(visit);
    }
    this.#tendLater();
    return { visits: visits.sort(byStart), doubtful, erased: [] };
  }

  /** What is held, of this time or by an offer, is had without waiting. */
  async book(booking: Booking, told: Told = tellNobody, offered?: Holding): Promise<Appointment> {
    const holding = offered ?? this.#holding(booking);
    const make = async (means: Means): Promise<Order> => {
      const prepared = await prepare(booking, await this.#knownAs(booking, means, holding?.credential));
      return { prepared, body: holding !== undefined && means.token === holding.right.token ? { ...prepared.body, hold: holding.hold } : prepared.body };
    };
    return this.#order("/appointments", booking.practice, { ...booking.patient, language: booking.language }, make, told, holding?.right);
  }

  /** With a word of the practice, where the class is for whom it knows. */
  async #knownAs(booking: Booking, means: Means, shown?: Bytes): Promise<Means> {
    const credential = shown ?? (await this.wordFor(means.practice.publication, audienceOf(booking, means.practice)));
    return credential === undefined ? means : { ...means, credential };
  }

  /** What is to be shown for a class; nothing where it is for everybody. */
  async wordFor(publication: PublicationRecord, audience: string): Promise<Bytes | undefined> {
    if (audience === "public") return undefined;
    const credential = await this.wallet.find(publication, audience);
    if (credential === undefined) throw new DoorError("not_known_there");
    return credential;
  }

  #holding({ schedule, start }: Booking): Holding | undefined {
    const held = this.#held;
    return held?.schedule === schedule && held.start === start && held.expires > momentOf(new Date()) ? held : undefined;
  }

  /** Keeps a time while somebody types, where a right of this browser still may; says until when. */
  async hold(schedule: string, serviceClass: string, start: string): Promise<string | undefined> {
    if (this.#held?.schedule === schedule && this.#held.start === start && this.#held.expires > momentOf(new Date())) return this.#held.expires;
    await this.letGo();
    const right = await takeRightToHold();
    if (right === undefined) return undefined;
    const body = placed({ schedule, class: serviceClass, start, token: b64(right.token) }, right.place);
    try {
      const { hold, expires } = await askAgain(`${this.#world.platform.url}/v1/holds`, { method: "POST", body }, heldShape);
      await right.note({ held: { hold, expires } });
      this.#held = { hold, right, schedule, start, expires };
      return expires;
    } catch (error) {
      await notHeld(right, error);
      if (error instanceof Refused && isElsewhere(error.code)) return undefined;
      throw error;
    }
  }

  /** What is held here, or was by a page that was closed, is anybody's again. */
  async letGo(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) {
      await held.right.note({ held: { hold: "", expires: "" } });
      await held.right.giveBack();
    }
    await endHolds(this.#world, [...(held ? [held.hold] : []), ...(await leftHolds())]);
  }

  /** The visit that a claim code opens, not yet in this account. */
  async look(code: Bytes): Promise<Appointment> {
    return (await this.#lookAt(code)).appointment;
  }

  async #lookAt(code: Bytes): Promise<Found> {
    const seed = claimSeed(code);
    const keys = await manageKeys(seed);
    const look = await this.#practices.seen.look();
    const answer = await this.#ask(keys);
    if (answer === undefined) throw new DoorError("appointment_unknown");
    const statements = await this.#believe(answer.statements, keys, answer.practice);
    // What was told of it is gone then; that it was cancelled says enough.
    if (statements.at(-1)?.state === "cancelled") throw new DoorError("code_used");
    const visit = await this.#believed(b64(seed), keys, answer, look);
    if (visit === undefined) throw new DoorError("appointment_unknown");
    return visit;
  }

  /** Takes this visit into the account, under a key of its own: the code is worth nothing afterwards. */
  async claim(code: Bytes, language: "fr" | "en"): Promise<Appointment> {
    const { appointment: old, keys, chain, copy } = await this.#lookAt(code);
    const last = chain.at(-1);
    if (last === undefined || !isAhead(old)) throw new DoorError("visit_over");
    const profile = (await this.#account.vault()).profile as Identity;
    const { appointment, schedule, start, duration, class: serviceClass } = old;
    const before = { appointment, span: { schedule, start, duration, class: serviceClass }, told: copy };
    const ended = await nextStatement(last, { state: "cancelled" }, "manage", keys.signSeed);
    const make = async (means: Means): Promise<Order> => {
      const prepared = await succeed(before, profile, language, means);
      return { prepared, body: { last: ended, booking: prepared.body } };
    };
    return this.#order(`/appointments/${appointment}/handover`, old.practice, { ...profile, language }, make);
  }

  async noRight(): Promise<DoorError> {
    return this.#custodian.noRight();
  }

  /** Sends what is made with a free key, a ticket and a right. */
  async #order(path: string, practice: string, contact: Contact, make: (means: Means) => Promise<Order>, told: Told = tellNobody, first?: Paying): Promise<Appointment> {
    const [free] = await this.freeSeeds(1);
    if (free === undefined) throw new DoorError("seeds_missing");
    const ticket = await this.ticket(contact);
    for (let paying = first; ; paying = undefined) {
      const right = paying ?? (await takeRight());
      try {
        if (right === undefined) throw await this.noRight();
        const visit = await this.#send(path, practice, free, make, ticket, right, told);
        await right.spend();
        this.#letGoOf(right);
        return visit;
      } catch (error) {
        if (right !== undefined && error instanceof DoorError && error.code.startsWith("token_")) {
          await right.spend();
          this.#letGoOf(right);
          continue;
        }
        if (error instanceof DoorError && error.code === "queue_left") await right?.note({ queued: undefined });
        // What is held stays held: the person may confirm again.
        if (right !== this.#held?.right) await right?.giveBack();
        await this.#custodian.giveTicketBack(ticket);
        this.#promised.delete(free.seed);
        throw error;
      }
    }
  }

  /** For a letter: who cannot be nudged may write all the same. */
  async nudgeTicket(language: "fr" | "en"): Promise<Bytes | undefined> {
    const { email, phone } = (await this.#account.vault()).profile as Identity;
    return this.ticket({ email, phone, language }).catch(() => undefined);
  }

  #letGoOf(right: Paying): void {
    if (right === this.#held?.right) this.#held = undefined;
  }

  async ticket({ email, phone, language }: Contact): Promise<Bytes> {
    const kept = await this.#custodian.takeTicket();
    if (kept !== undefined) return kept.ticket;
    return contactTicket(await this.#custodian.contactKey(), { email, phone, language });
  }

  /** Seals anew when the practice has changed its keys meanwhile; a refused request spends no token, and keeps its place. */
  async #send(path: string, practice: string, { seed, keys }: Free, make: (means: Means) => Promise<Order>, ticket: Bytes, right: Paying, told: Told): Promise<Appointment> {
    const url = `${this.#world.platform.url}/v1${path}`;
    for (let attempt = 0; ; attempt++) {
      const known = attempt === 0 ? await this.#practices.get(practice) : await this.#practices.refresh(practice);
      const asks = await this.wallet.asks(seed, known.publication);
      const means = { practice: known, keys, pseudonym: pseudonym(this.#account.open.root, practice), ticket, token: right.token, asks };
      const { prepared, body } = await make(means);
      const send = (place: string) => askAgain(url, { method: "POST", body: placed(body, place) }, writtenShape);
      try {
        await this.queue.pass(right.place, send, told, async (queued) => right.note({ queued }));
      } catch (error) {
        const code = error instanceof DoorError ? error.code : "";
        // Another browser has shown it; the next one may do.
        if (code === "credential_spent") await this.#noteShown(prepared);
        if (attempt > 1 || !["epoch_retired", "credential_spent"].includes(code)) throw error;
        continue;
      }
      await this.#noteShown(prepared);
      return this.#keep(seed, keys, prepared.chain, prepared.copy);
    }
  }

  async #noteShown({ credential }: Prepared): Promise<void> {
    if (credential !== undefined) await this.wallet.noteShown(credential);
  }

  async #keep(seed: string, keys: ManageKeys, chain: readonly Signed[], copy: SelfCopy): Promise<Appointment> {
    const statements = await verifyChain(chain, keys.signPublic, () => Promise.reject(new DoorError("chain_broken")));
    const appointment = appointmentOf(statements, copy);
    await this.#practices.seen.note("statement", keys.appointment, checkChain(undefined, chain));
    this.#found.set(seed, { seed, keys, chain, appointment, copy, left: "" });
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
    const probed = { used: this.#used, over: new Set([...over, ...this.#erased]) };
    const { change, done } = await this.wallet.settling();
    await this.#account.changeVault((vault) => change(agreed(maintained(vault, this.#pool, probed, dayOf(now)), this.answered)));
    await done();
  }

  async change(appointment: string, change: Change, told: Told = tellNobody): Promise<Appointment> {
    const { seed } = await this.#find(appointment);
    const current = await this.#probe(seed);
    const last = current?.chain.at(-1);
    if (current === undefined || last === undefined) throw new DoorError("appointment_unknown");
    const statement = await nextStatement(last, change, "manage", current.keys.signSeed);
    const url = `${this.#world.platform.url}/v1/appointments/${appointment}/statements`;
    await this.queue.pass("", (place) => askAgain(url, { method: "POST", body: placed({ statement }, place) }, writtenShape), told);
    const after = await this.#probe(seed);
    if (after === undefined) throw new DoorError("appointment_unknown");
    this.#found.set(seed, after);
    void this.#askBack();
    return after.appointment;
  }

  /** The rights of what was cancelled, by whomever, and still lay ahead; they come at an hour of their own. */
  async #askBack(): Promise<void> {
    const now = momentOf(new Date());
    const cancelled = [...this.#found.values()].filter(({ appointment }) => appointment.state === "cancelled" && appointment.start > now);
    const own = allSeeds(await this.#account.recentVault());
    await this.#returns.ask(cancelled.map(({ seed }) => seed), own);
  }

  /** What was decided in a mailbox goes into the vault later, like what else points at a visit. */
  answer(kept: KeptAgreement): void {
    this.answered = merged(this.answered, [kept]);
    this.#tendLater();
  }

  /** Of a visit that was read; the key that manages it stays here. */
  seedOf(appointment: string): string {
    const found = [...this.#everything.values()].find(({ keys }) => keys.appointment === appointment);
    if (found === undefined) throw new DoorError("appointment_unknown");
    return found.seed;
  }

  /** The visits at a practice that took place, the latest first, and what was left with each; once everything was read. */
  attendedAt(practice: string): readonly Attended[] {
    const there = [...this.#everything.values()].filter(({ copy, appointment: { state } }) => copy.practice === practice && state === "fulfilled");
    return there.sort((a, b) => byStart(b.appointment, a.appointment)).map(({ seed, keys, left }) => ({ seed, keys, practice, left }));
  }

  /** Also of a visit that is long over, once everything was read. */
  async holder(appointment: string): Promise<Holder> {
    const past = [...this.#everything.values()].find(({ keys }) => keys.appointment === appointment);
    const { keys, copy } = past ?? (await this.#find(appointment));
    return { keys, practice: copy.practice };
  }

  async #find(appointment: string): Promise<Found> {
    const known = () => [...this.#found.values()].find(({ keys }) => keys.appointment === appointment);
    if (known() === undefined) await this.list();
    const found = known();
    if (found === undefined) throw new DoorError("appointment_unknown");
    return found;
  }
}

/** Gives times back; what cannot be given back now ends by itself in ten minutes. */
export async function endHolds(world: World, holds: readonly string[]): Promise<void> {
  for (const hold of holds) await askNothing(`${world.platform.url}/v1/holds/${hold}`, { method: "DELETE" }).catch(() => undefined);
}

/** Why a right could not hold is noted with it, and it still can book. */
async function notHeld(right: Right, error: unknown): Promise<void> {
  const code = error instanceof DoorError ? error.code : "";
  if (code === "token_spent") return right.spend();
  if (code === "token_bound") await right.note({ held: { hold: "", expires: "" } });
  if (error instanceof Refused && code === "in_queue") await right.note({ queued: { place: error.place, turn: Date.now() + error.wait * 1000 } });
  await right.giveBack();
}

/** Of which the time itself says nothing: it may still be booked. */
function isElsewhere(code: string): boolean {
  return code === "in_queue" || code === "too_many_requests" || code.startsWith("token_");
}

function placed(body: Readonly<Record<string, Json>>, place: string): Json {
  return place === "" ? body : { ...body, place };
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

export function isAhead({ state, start }: Pick<Appointment, "state" | "start">, now: Date = new Date()): boolean {
  return state === "booked" && Date.parse(start) > now.getTime();
}

function listingOf({ found, doubtful, erased }: ReadAll): Listing {
  return { visits: [...found.values()].map(({ appointment }) => appointment).sort(byStart), doubtful: [...doubtful.values()], erased: [...erased.values()] };
}

function byStart(a: Appointment, b: Appointment): number {
  return a.start < b.start ? -1 : 1;
}

function endOf({ start, duration }: Appointment): Date {
  return new Date(Date.parse(start) + duration * 60_000);
}

export function historyOf(statements: readonly Statement[]): readonly Step[] {
  return statements.map(({ state, schedule, start, by }) => ({ state, schedule, start, by: by === "manage" ? "patient" : "practice" }));
}

function appointmentOf(statements: readonly Statement[], copy: SelfCopy): Appointment {
  const last = statements.at(-1);
  if (last === undefined || last.practice !== copy.practice) throw new DoorError("chain_broken");
  const { v: _v, type: _type, ...told } = copy;
  const { appointment, schedule, class: serviceClass, state, start, duration } = last;
  return { appointment, schedule, class: serviceClass, state, start, duration, history: historyOf(statements), ...told };
}
