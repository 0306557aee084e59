/** Standing in a line for a time to become free, without any session (SPEC 23). What stands here is kept in this browser alone. */
import { entryId, manageKeys, type ManageKeys, signRead } from "../protocol/appointments";
import { b64, type Bytes, fromB64, type Json, utf8 } from "../protocol/encoding";
import { classOf } from "../protocol/publication";
import { day, identifier, integer, list, moment, momentOf, partOf, type Read, type Shape } from "../protocol/shapes";
import { type Appointment, type Booking, DoorError, type Identity, type Wait, type Want, type WantedFor } from "./door-types";
import { askAgain, askNothing, Refused } from "./http";
import { originOf, type World } from "./installation";
import { changeWaits, type KeptWait, keptWaits } from "./kept-waits";
import type { Practices } from "./practices";
import type { Told } from "./queue";
import { type Paying, takeRightToHold } from "./rights";
import type { Account } from "./session";
import * as shelf from "./shelf";
import type { Visits } from "./visits";

/** As many calendars as one entry may name. */
const mostSchedules = 8;

const offerShape = partOf({ hold: identifier, schedule: identifier, start: moment, expires: moment });
const standingShape = partOf({ practice: identifier, schedules: list(identifier), first: day, last: day, ahead: integer(0) });
type Standing = Read<typeof standingShape> & { readonly offer: Read<typeof offerShape> | undefined };
const answerShape: Shape<Json> = (value) => value;

function standingOf(answer: Json): Standing {
  const { offer } = answer as { offer?: Json };
  return { ...standingShape(answer), offer: offer === undefined ? undefined : offerShape(offer) };
}

export class Waits {
  readonly #world: World;
  readonly #account: Account;
  readonly #practices: Practices;
  readonly #visits: Visits;

  constructor(world: World, account: Account, practices: Practices, visits: Visits) {
    this.#world = world;
    this.#account = account;
    this.#practices = practices;
    this.#visits = visits;
  }

  get #root(): Bytes {
    return this.#account.open.root;
  }

  /** How one stands in each line; what is over is told once, and its right is free again. */
  async list(): Promise<readonly Wait[]> {
    const waits: Wait[] = [];
    for (const kept of await keptWaits(this.#root)) waits.push(await this.#look(kept));
    return waits;
  }

  async #look(kept: KeptWait): Promise<Wait> {
    const keys = await manageKeys(fromB64(kept.seed));
    const { practice, practice_name, practitioner, practitioner_name, motive, motive_label, time_zone } = kept;
    const told = { entry: entryId(keys.signPublic), practice, practice_name, practitioner, practitioner_name, motive, motive_label, time_zone };
    try {
      const { first, last, ahead, offer } = await this.#standing(keys);
      return { ...told, first, last, ahead, offer: offer && { start: offer.start, expires: offer.expires }, over: false };
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== "entry_unknown") throw error;
      await this.#forget(kept, true);
      return { ...told, first: "", last: "", ahead: 0, offer: undefined, over: true };
    }
  }

  async #standing(keys: ManageKeys): Promise<Standing> {
    return standingOf(await this.#ask(keys, "GET"));
  }

  async #ask(keys: ManageKeys, method: "GET" | "POST", body?: Json): Promise<Json> {
    const path = method === "POST" ? "/v1/waiting" : `/v1/waiting/${entryId(keys.signPublic)}`;
    return askAgain(this.#world.platform.url + path, { method, headers: await this.#signed(keys, method, path, body), ...(body === undefined ? {} : { body }) }, answerShape);
  }

  async #signed(keys: ManageKeys, method: string, path: string, body?: Json): Promise<Readonly<Record<string, string>>> {
    const read = { origin: originOf(this.#world.platform), method, path, body: body === undefined ? new Uint8Array(0) : utf8(JSON.stringify(body)) };
    return { "Serment-Signature": await signRead(read, keys, new Date()) };
  }

  /** Behind everybody; what waits is written down before it is sent, so that nothing is lost with the answer. */
  async join(want: Want): Promise<Wait> {
    const { publication } = await this.#practices.get(want.practice);
    const motive = publication.motives.find((one) => one.motive === want.motive);
    const practitioner = publication.practitioners.find((one) => one.practitioner === want.practitioner);
    if (motive === undefined || practitioner === undefined) throw new DoorError("class_unknown");
    const wanted = classOf(motive, want.practitioner);
    const schedules = publication.schedules.filter((one) => one.practitioner === want.practitioner && one.classes.includes(wanted)).map(({ schedule }) => schedule);
    const profile = (await this.#account.vault()).profile as Identity;
    const audience = publication.classes.find((one) => one.class === wanted)?.audience ?? "public";
    const credential = await this.#visits.wordFor(publication, audience);
    const shown = credential === undefined ? {} : { credential: b64(credential) };
    // Whoever has held a time waits for nothing any more (SPEC 23).
    const right = await takeRightToHold();
    if (right === undefined) throw await this.#visits.noRight();
    const [free] = await this.#visits.freeSeeds(1);
    if (free === undefined) {
      await right.giveBack();
      throw new DoorError("seeds_missing");
    }
    const kept: KeptWait = {
      seed: free.seed,
      token: b64(right.token),
      redeem_until: right.redeemUntil,
      practice: want.practice,
      practice_name: publication.name,
      practitioner: want.practitioner,
      practitioner_name: [practitioner.prefix, practitioner.given, practitioner.family].filter(Boolean).join(" "),
      motive: want.motive,
      motive_label: motive.labels[want.language],
      time_zone: publication.time_zone,
      ...shown,
    };
    const ticket = await this.#visits.ticket({ ...profile, language: want.language });
    await changeWaits(this.#root, (waits) => [...waits, kept]);
    await right.spend();
    const { first, last, from, to } = want;
    const body = { practice: want.practice, schedules: schedules.slice(0, mostSchedules), class: wanted, first, last, from, to, ticket: b64(ticket), token: kept.token, ...shown };
    try {
      await this.#ask(free.keys, "POST", body);
    } catch (error) {
      // Without an answer nobody knows; the next reading tells.
      if (error instanceof Refused) await this.#forget(kept, !error.code.startsWith("token_"));
      throw error;
    }
    return this.#look(kept);
  }

  async leave(entry: string): Promise<void> {
    const { kept, keys } = await this.#find(entry);
    const path = `/v1/waiting/${entry}`;
    await askNothing(this.#world.platform.url + path, { method: "DELETE", headers: await this.#signed(keys, "DELETE", path) });
    await this.#forget(kept, true);
  }

  /** What was offered goes to the next; one stays in the line for another. */
  async decline(entry: string): Promise<Wait> {
    const { kept, keys } = await this.#find(entry);
    const { offer } = await this.#standing(keys);
    if (offer !== undefined) await askNothing(`${this.#world.platform.url}/v1/holds/${offer.hold}`, { method: "DELETE" });
    return this.#look(kept);
  }

  /** Books what is offered, by the right that has waited. */
  async take(entry: string, wanted: WantedFor, named: (booking: Booking) => Promise<Booking>, told?: Told): Promise<Appointment> {
    const { kept, keys } = await this.#find(entry);
    const { offer } = await this.#standing(keys);
    if (offer === undefined) throw new DoorError("offer_over");
    const { practice, motive } = kept;
    const booking = await named({ practice, motive, schedule: offer.schedule, start: offer.start, ...wanted });
    const right: Paying = { token: fromB64(kept.token), place: "", note: async () => undefined, giveBack: async () => undefined, spend: async () => this.#forget(kept, false) };
    return this.#visits.book(booking, told, { hold: offer.hold, right, ...(kept.credential === undefined ? {} : { credential: fromB64(kept.credential) }) });
  }

  async #find(entry: string): Promise<{ kept: KeptWait; keys: ManageKeys }> {
    for (const kept of await keptWaits(this.#root)) {
      const keys = await manageKeys(fromB64(kept.seed));
      if (entryId(keys.signPublic) === entry) return { kept, keys };
    }
    throw new DoorError("entry_unknown");
  }

  /** A right that has waited still books, and holds no more. */
  async #forget(kept: KeptWait, free: boolean): Promise<void> {
    await changeWaits(this.#root, (waits) => waits.filter(({ seed }) => seed !== kept.seed));
    if (!free || kept.redeem_until <= momentOf(new Date())) return;
    await shelf.add("tokens", [{ purpose: "booking", token: fromB64(kept.token), redeem_until: kept.redeem_until, held: { hold: "", expires: "" } }]);
  }
}
