/** The agenda as one desk sees it: what was read, what is being changed, and how each change is taken back. */
import { SvelteMap, SvelteSet } from "svelte/reactivity";
import { holidays } from "../../api/directory";
import { codeOf } from "../../api/errors";
import { announce, dismiss, undoTime } from "../../ui/toasts.svelte";
import { refusalSentence } from "../../words/refusals";
import { currentLanguage, t } from "../../words/words.svelte";
import { door } from "../../worker/door";
import type { Absence, Agenda, Booking, Day, DoubtfulVisit, Handed, HeldTime, Identity, Moment, Proposal, Publication, Visit, VisitState } from "../../worker/door-types";
import { plusDays } from "../../words/dates";
import { placeOf } from "../practice/clock";
import { mayBecome } from "./changes";
import { missedBy, patientsOf } from "./people";
import { absenceSentence, momentSentence, visitName } from "./sentences";

/** The longest reach one request may have. */
const mostDays = 42;
const daysBack = 14;
/** As far ahead as staff may book. */
const farthest = 400;

/** A cancellation that still can be taken back. */
interface Waiting {
  timer: ReturnType<typeof setTimeout>;
  toast: number;
}

export class Desk {
  publication: Publication;
  /** Everything read since the agenda was opened, so that going back a week shows at once. */
  readonly #visits = new SvelteMap<string, Visit>();
  readonly #absences = new SvelteMap<string, Absence>();
  readonly #doubtful = new SvelteMap<string, DoubtfulVisit>();
  readonly #daysRead = new SvelteSet<Day>();
  /** Cancellations that still can be taken back: they are sent when their ten seconds are over. */
  readonly #cancelling = new SvelteMap<string, Waiting>();
  readonly visits = $derived([...this.#visits.values()].sort((a, b) => (a.start < b.start ? -1 : 1)));
  readonly absences = $derived([...this.#absences.values()]);
  readonly doubtful = $derived([...this.#doubtful.values()].sort((a, b) => (a.claimed < b.claimed ? -1 : 1)));
  readonly patients = $derived(patientsOf(this.visits));
  /** What was held, or offered, as of the last reading of each day. */
  held = $state.raw<readonly HeldTime[]>([]);
  /** Public holidays of the practice's region, by day, of the years that were shown. */
  holidays = $state.raw<ReadonlyMap<Day, string>>(new Map());
  readonly #years = new Set<string>();
  /** When the agenda was last read in full. */
  read = $state.raw<Date>();
  /** Why it could not be read; what is shown is then as old as `read`. */
  stale = $state<string>();
  refusal = $state<string>();
  /** The code of what was refused. */
  code = $state<string>();
  /** Visits in the way of the absence that was refused last, with other times for them. */
  proposals = $state.raw<readonly Proposal[]>([]);
  busy = $state(false);
  /** Who did not come in twelve months, once that is read. */
  #missed = $state.raw<ReadonlyMap<string, Visit>>();
  #days: { from: Day; to: Day } | undefined;
  #reading = false;
  #again = false;
  #changes = 0;

  constructor(publication: Publication) {
    this.publication = $state.raw(publication);
  }

  get practice(): string {
    return this.publication.practice;
  }

  visit(appointment: string): Visit | undefined {
    return this.#visits.get(appointment);
  }

  absence(absence: string): Absence | undefined {
    return this.#absences.get(absence);
  }

  /** Until a day was read, nothing may be called free in it. */
  knows(day: Day): boolean {
    return this.#daysRead.has(day);
  }

  isCancelling(appointment: string): boolean {
    return this.#cancelling.has(appointment);
  }

  /** Shows these days, and once the weeks around them, from which names complete and visits are found. */
  async show(from: Day, to: Day): Promise<void> {
    const first = this.read === undefined;
    this.#days = { from, to };
    for (const day of [from, to]) void this.#learnHolidays(day.slice(0, 4));
    await this.reload();
    if (!first) return;
    await this.#read(plusDays(from, -daysBack), plusDays(from, mostDays - daysBack - 1));
    await this.#learnMissed();
  }

  async #learnMissed(): Promise<void> {
    try {
      const visits = await door.missed(this.practice, placeOf(new Date().toISOString(), this.publication.time_zone).day);
      this.#missed = new Map(visits.map((visit) => [visit.appointment, visit]));
    } catch {
      // What was read so far is counted alone, and said to be; the agenda itself is none the older.
    }
  }

  get knowsMissed(): boolean {
    return this.#missed !== undefined;
  }

  /** How often the account that booked a visit did not come: what is on the screen is newer than what was read for it. */
  missedBy(visit: Visit): number {
    return missedBy(visit, new Map([...(this.#missed ?? []), ...this.#visits]).values());
  }

  /** Where they cannot be read, the days show as any other; the platform books none of them all the same. */
  async #learnHolidays(year: string): Promise<void> {
    const region = this.publication.holidays;
    if (region === undefined || this.#years.has(`${region}/${year}`)) return;
    this.#years.add(`${region}/${year}`);
    try {
      const found = await holidays(region, year);
      this.holidays = new Map([...this.holidays, ...found.map(({ day, name }) => [day, name] as const)]);
    } catch {
      this.#years.delete(`${region}/${year}`);
    }
  }

  /** Reads on, as far as anybody is booked; what comes is shown as it is read. */
  async lookAhead(from: Day): Promise<void> {
    const end = plusDays(from, farthest);
    for (let day = from; day < end; day = plusDays(day, mostDays)) await this.#read(day, plusDays(day, mostDays - 1));
  }

  /** What has just been handed over at the counter: both the visits that ended and those in their place. */
  adopt(handed: readonly Handed[]): void {
    this.#changes++;
    for (const { before, after } of handed) for (const visit of [before, after]) if (visit !== undefined) this.#visits.set(visit.appointment, visit);
  }

  /** After a colleague's change: of visits, or of what the practice publishes. */
  async follow(): Promise<void> {
    await this.reload();
    try {
      const now = await door.publication(this.practice);
      if (now.revision !== this.publication.revision) this.publication = now;
    } catch (error) {
      this.stale = refusalSentence(error);
    }
  }

  /** Reads again what is shown. Changes that come meanwhile are read once more at the end, not each. */
  async reload(): Promise<void> {
    this.#again = true;
    if (this.#reading) return;
    this.#reading = true;
    while (this.#again && this.#days !== undefined) {
      this.#again = false;
      await this.#read(this.#days.from, this.#days.to);
    }
    this.#reading = false;
  }

  async #read(from: Day, to: Day): Promise<void> {
    const before = this.#changes;
    try {
      const agenda = await door.agenda(this.practice, from, to);
      // What this desk changed meanwhile is newer than the answer.
      if (before !== this.#changes) this.#again = true;
      else this.#replace(agenda, from, to);
      this.read = new Date();
      this.stale = undefined;
    } catch (error) {
      this.stale = refusalSentence(error);
    }
  }

  #replace({ visits, doubtful, absences, held }: Agenda, from: Day, to: Day): void {
    const zone = this.publication.time_zone;
    const dayOf = (moment: Moment): Day => placeOf(moment, zone).day;
    for (const { appointment, start } of this.#visits.values()) if (from <= dayOf(start) && dayOf(start) <= to) this.#visits.delete(appointment);
    for (const { absence, start, end } of this.#absences.values()) if (dayOf(start) <= to && from <= dayOf(end)) this.#absences.delete(absence);
    for (const { appointment, claimed } of this.#doubtful.values()) if (claimed === "" || (from <= dayOf(claimed) && dayOf(claimed) <= to)) this.#doubtful.delete(appointment);
    for (const visit of visits) {
      this.#visits.set(visit.appointment, visit);
      this.#doubtful.delete(visit.appointment);
    }
    for (const visit of doubtful) {
      this.#doubtful.set(visit.appointment, visit);
      this.#visits.delete(visit.appointment);
    }
    this.held = [...this.held.filter(({ start }) => dayOf(start) < from || dayOf(start) > to), ...held];
    for (const absence of absences) this.#absences.set(absence.absence, absence);
    for (let day = from; day <= to; day = plusDays(day, 1)) this.#daysRead.add(day);
  }

  /** One change at the platform; a refusal is told, and what is shown is read again. */
  async #change<T>(work: () => Promise<T>): Promise<T | undefined> {
    this.busy = true;
    this.refusal = undefined;
    this.code = undefined;
    this.#changes++;
    try {
      return await work();
    } catch (error) {
      // At a desk the time is seldom "just taken": what is planned does not fit beside what lies there.
      this.code = codeOf(error);
      this.refusal = this.code === "time_taken" ? t("time-overlaps") : refusalSentence(error);
      void this.reload();
      return undefined;
    } finally {
      this.#changes++;
      this.busy = false;
    }
  }

  async #changeVisit(work: () => Promise<Visit>): Promise<Visit | undefined> {
    const visit = await this.#change(work);
    if (visit !== undefined) this.#visits.set(visit.appointment, visit);
    return visit;
  }

  async setState(visit: Visit, state: VisitState): Promise<void> {
    if (state === "cancelled") return this.cancel(visit);
    if (!mayBecome(visit.state, state) || this.isCancelling(visit.appointment)) return;
    const changed = await this.#changeVisit(() => door.setState(this.practice, visit.appointment, state));
    if (changed !== undefined) announce(this.#said(changed), () => void this.#takeBackState(changed, visit.state));
  }

  async #takeBackState(changed: Visit, before: VisitState): Promise<void> {
    const now = this.visit(changed.appointment) ?? changed;
    if (!mayBecome(now.state, before)) return;
    const back = await this.#changeVisit(() => door.setState(this.practice, changed.appointment, before));
    if (back !== undefined) announce(this.#said(back));
  }

  #said(visit: Visit): string {
    const name = visitName(visit);
    if (visit.state === "arrived") return t("said-arrived", { name });
    if (visit.state === "fulfilled") return t("said-fulfilled", { name });
    if (visit.state === "noshow") return t("said-noshow", { name });
    return t("said-booked", { name });
  }

  /** Shown in its new place at once; a refusal puts it back. */
  async move(visit: Visit, start: Moment, schedule: string): Promise<void> {
    if (visit.start === start && visit.schedule === schedule) return;
    this.#visits.set(visit.appointment, { ...visit, start, schedule });
    const moved = await this.#changeVisit(() => door.moveVisit(this.practice, visit.appointment, start, schedule));
    if (moved === undefined) this.#visits.set(visit.appointment, visit);
    else announce(this.#saidMoved(moved), () => void this.#takeBackMove(moved, visit));
  }

  async #takeBackMove(moved: Visit, before: Visit): Promise<void> {
    const back = await this.#changeVisit(() => door.moveVisit(this.practice, moved.appointment, before.start, before.schedule));
    if (back !== undefined) announce(this.#saidMoved(back));
  }

  #saidMoved(visit: Visit): string {
    return t("said-moved", { name: visitName(visit), when: this.#when(visit.start) });
  }

  #when(moment: Moment): string {
    return momentSentence(moment, this.publication.time_zone, currentLanguage());
  }

  /** A cancelled visit stays cancelled, so the ten seconds to think again come before anything is sent. */
  cancel(visit: Visit): void {
    const { appointment } = visit;
    if (!mayBecome(visit.state, "cancelled") || this.isCancelling(appointment)) return;
    const timer = setTimeout(() => void this.cancelNow(appointment), undoTime);
    const toast = announce(t("said-cancelling", { name: visitName(visit) }), () => this.keep(appointment), t("visit-keep"));
    this.#cancelling.set(appointment, { timer, toast });
  }

  /** Whether there was anything to end. */
  #stopWaiting(appointment: string): boolean {
    const waiting = this.#cancelling.get(appointment);
    if (waiting === undefined) return false;
    clearTimeout(waiting.timer);
    dismiss(waiting.toast);
    return this.#cancelling.delete(appointment);
  }

  keep(appointment: string): void {
    const kept = this.#stopWaiting(appointment) && this.visit(appointment);
    if (kept) announce(t("said-kept", { name: visitName(kept) }));
  }

  async cancelNow(appointment: string): Promise<void> {
    if (!this.#stopWaiting(appointment)) return;
    const visit = await this.#changeVisit(() => door.setState(this.practice, appointment, "cancelled"));
    announce(visit === undefined ? t("said-not-cancelled") : t("said-cancelled", { name: visitName(visit) }));
  }

  /** Whoever leaves the agenda has thought long enough. */
  async close(): Promise<void> {
    await Promise.all([...this.#cancelling.keys()].map((appointment) => this.cancelNow(appointment)));
  }

  get hasPending(): boolean {
    return this.#cancelling.size > 0;
  }

  /** `overbook`: on top of what is there, as somebody has just confirmed. */
  async book(draft: { schedule: string; motive: string; start: Moment; patient: Identity; note: string }, overbook: boolean): Promise<Visit | undefined> {
    const booking: Booking = { practice: this.practice, language: currentLanguage(), ...draft };
    const visit = await this.#changeVisit(() => door.bookForPatient(booking, overbook));
    if (visit !== undefined) announce(t(overbook ? "said-overbooked" : "said-new", { name: visitName(visit), when: this.#when(visit.start) }), () => void this.#takeBackBooking(visit));
    return visit;
  }

  /** A booking is taken back by cancelling it: the protocol forgets nothing. */
  async #takeBackBooking({ appointment }: Visit): Promise<void> {
    const visit = await this.#changeVisit(() => door.setState(this.practice, appointment, "cancelled"));
    if (visit !== undefined) announce(t("said-cancelled", { name: visitName(visit) }));
  }

  async saveNote(visit: Visit, note: string): Promise<boolean> {
    const saved = await this.#changeVisit(() => door.saveStaffNote(this.practice, visit.appointment, note));
    if (saved !== undefined) announce(t("said-note"), () => void this.#changeVisit(() => door.saveStaffNote(this.practice, visit.appointment, visit.staff_note)));
    return saved !== undefined;
  }

  async saveClinicalNote(visit: Visit, text: string): Promise<boolean> {
    const before = visit.clinical.text;
    const saved = await this.#changeVisit(() => door.saveClinicalNote(this.practice, visit.appointment, text));
    if (saved !== undefined) announce(t("said-clinical-note"), () => void this.#changeVisit(() => door.saveClinicalNote(this.practice, visit.appointment, before)));
    return saved !== undefined;
  }

  /** Where visits lie in the way, other times for them are looked for at once. */
  async block(schedule: string, start: Moment, end: Moment, reason: string): Promise<Absence | undefined> {
    this.proposals = [];
    const absence = await this.#change(async () => {
      try {
        return await door.block(this.practice, schedule, start, end, reason);
      } catch (error) {
        if (codeOf(error) !== "visits_in_the_way") throw error;
        this.proposals = await door.planRelocation(this.practice, schedule, start, end);
        return undefined;
      }
    });
    if (absence === undefined) return undefined;
    this.#absences.set(absence.absence, absence);
    announce(t("said-blocked", { when: this.#spanOf(absence) }), () => void this.#remove(absence));
    return absence;
  }

  /** Moves what was accepted; answers why some was not moved, by appointment. */
  async relocate(accepted: readonly Proposal[]): Promise<ReadonlyMap<string, string> | undefined> {
    const moved = await this.#change(() => door.relocate(this.practice, accepted));
    if (moved === undefined) return undefined;
    for (const { visit } of moved) this.#visits.set(visit.appointment, visit);
    const refused = moved.filter(({ code }) => code !== "");
    announce(t("said-relocated", { count: moved.length - refused.length }));
    return new Map(refused.map(({ visit, code }) => [visit.appointment, code]));
  }

  async unblock(absence: Absence): Promise<void> {
    if (!(await this.#remove(absence))) return;
    const { schedule, start, end, reason } = absence;
    announce(t("said-unblocked", { when: this.#spanOf(absence) }), () => void this.block(schedule, start, end, reason));
  }

  async #remove({ absence }: Absence): Promise<boolean> {
    const removed = await this.#change(() => door.unblock(this.practice, absence).then(() => true));
    if (removed) this.#absences.delete(absence);
    return removed ?? false;
  }

  #spanOf(absence: Absence): string {
    return absenceSentence(absence, this.publication.time_zone, currentLanguage());
  }
}
