/** What the screen of the agenda shows and where one stands in it: days, columns, the selected place, the side panel. */
import { classOf } from "../../protocol/publication";
import { hrefOf } from "../../router/routes";
import type { Day, Moment, Motive, Publication, Visit } from "../../worker/door-types";
import { plusDays } from "../../words/dates";
import { momentAt, momentOf, placeOf } from "../practice/clock";
import { isMovable } from "./changes";
import { Desk } from "./desk.svelte";
import { type Column, columnsOf, daysOf, type FilledColumn, hoursOf, type Item, itemsOf, openOf, rasterOf, scheduleFor, type Slot, slotsOf, type View, visitSpan } from "./grid";
import { type Arrow, follow, level, type Stop, stopsOf } from "./moves";

/** A time in a calendar, by the clock on the wall. */
export interface Spot {
  day: Day;
  from: number;
  schedule: string;
}

export type Panel =
  | { kind: "visit"; appointment: string }
  | { kind: "absence"; absence: string }
  | { kind: "new"; spot: Spot }
  | { kind: "block"; spot: Spot; to: number }
  | { kind: "find" };

/** What is typed for a new visit stays while one looks something up. */
export interface Draft {
  typed: string;
  birth_date: string;
  phone: string;
  email: string;
  motive: string;
  note: string;
}

export const noDraft: Draft = { typed: "", birth_date: "", phone: "", email: "", motive: "", note: "" };

const narrow = matchMedia("(max-width: 45rem)");

export class Board {
  readonly desk: Desk;
  view = $state<View>(narrow.matches ? "day" : "week");
  day = $state<Day>("");
  practitioner = $state("");
  panel = $state.raw<Panel>();
  /** The visit that waits for its new place. */
  moving = $state<string>();
  /** The visit that its patient is here for, to take it into another account. */
  handing = $state.raw<Visit>();
  current = $state("");
  now = $state.raw(new Date());
  draft = $state<Draft>({ ...noDraft });
  readonly today = $derived.by(() => placeOf(momentOf(this.now), this.zone).day);
  readonly minuteNow = $derived.by(() => placeOf(momentOf(this.now), this.zone).minutes);
  readonly nowMoment = $derived(momentOf(this.now));
  readonly days = $derived(daysOf(this.view, this.day));
  readonly #bare = $derived.by(() => columnsOf(this.view, this.day, this.practitioner, this.#shown));
  readonly #items = $derived.by(() => this.#bare.map((column) => itemsOf(column, this.#shown)));
  readonly hours = $derived.by(() => hoursOf(this.#bare, this.#items.flat()));
  readonly columns = $derived.by(() => this.#bare.map((column, index) => this.#fill(column, this.#items[index] ?? [])));
  /** While a visit waits for its new place, only free places are places to go to. */
  readonly stops = $derived.by(() => this.columns.map(({ items, slots }) => stopsOf(this.moving === undefined ? items : items.filter((item) => this.#isMoving(item)), slots)));
  /** The one place the Tab key stops at. */
  readonly anchor = $derived.by(() => (this.#has(this.current) ? this.current : (this.#nearest() ?? this.#start())));
  readonly waiting = $derived.by(() => this.desk.visits.filter(({ state, start }) => state === "arrived" && placeOf(start, this.zone).day === this.today));
  /** What of these days cannot be believed; a time that nobody knows may be among them. */
  readonly doubtful = $derived.by(() => this.desk.doubtful.filter(({ claimed }) => claimed === "" || this.#shows(placeOf(claimed, this.zone).day)));
  readonly selected = $derived.by(() => (this.panel?.kind === "visit" ? this.desk.visit(this.panel.appointment) : undefined));

  constructor(publication: Publication, day: Day | undefined) {
    this.desk = new Desk(publication);
    this.day = day !== undefined && /^\d{4}-\d\d-\d\d$/.test(day) ? day : this.today;
    if (publication.practitioners.length > 1 && this.view === "week") this.practitioner = publication.practitioners[0]?.practitioner ?? "";
  }

  #shows(day: Day): boolean {
    return this.days.from <= day && day <= this.days.to;
  }

  #isMoving(item: Item): boolean {
    return item.kind === "visit" && item.visit.appointment === this.moving;
  }

  get knowsToday(): boolean {
    return this.desk.knows(this.today);
  }

  get publication(): Publication {
    return this.desk.publication;
  }

  get zone(): string {
    return this.publication.time_zone;
  }

  get #shown() {
    return { publication: this.publication, visits: this.desk.visits, absences: this.desk.absences, holidays: this.desk.holidays };
  }

  #fill(column: Column, items: readonly Item[]): FilledColumn {
    return { ...column, open: openOf(column), items, slots: slotsOf(column, items, this.hours, this.zone) };
  }

  #has(id: string): boolean {
    return this.stops.some((stops) => stops.some((stop) => stop.id === id));
  }

  /** What now lies where one stood: a free place may have been taken, a visit moved. */
  #nearest(): string | undefined {
    const [column = "", rest = ""] = this.current.split("/");
    const minute = Number(rest);
    if (rest.length > 4) return this.#idOf(rest);
    return level(this.stops[this.columns.findIndex(({ id }) => id === column)] ?? [], minute)?.id;
  }

  /** Today at this hour where it is shown, else the first place. */
  #start(): string {
    const index = Math.max(0, this.columns.findIndex(({ day }) => day === this.today));
    const stops = this.stops[index] ?? [];
    return (this.columns[index]?.day === this.today ? level(stops, this.minuteNow) : stops[0])?.id ?? "";
  }

  go(day: Day): void {
    this.day = day;
    // Only the address: a new page would take the keyboard away from the grid.
    history.replaceState(null, "", hrefOf({ room: "agenda", day }));
  }

  turn(direction: 1 | -1): void {
    this.go(plusDays(this.day, direction * (this.view === "week" ? 7 : 1)));
  }

  show(view: View, day: Day = this.day): void {
    this.view = view;
    this.go(day);
  }

  /** Where an arrow leads; past the edge it turns the page and keeps the minute. */
  follow(key: Arrow): string | undefined {
    const way = follow(this.stops, this.anchor, key);
    if (way === undefined) return undefined;
    if ("to" in way) return way.to;
    const minute = this.#stop(this.anchor)?.from ?? 0;
    this.turn(way.beyond === "after" ? 1 : -1);
    return level(this.stops.at(way.beyond === "after" ? 0 : -1) ?? [], minute)?.id;
  }

  #stop(id: string): Stop | undefined {
    return this.stops.flat().find((stop) => stop.id === id);
  }

  /** Standing on something shows it beside the grid; a form being filled stays. */
  stand(id: string): void {
    this.current = id;
    const item = this.columns.flatMap(({ items }) => items).find((one) => one.id === id);
    if (this.moving !== undefined) return;
    if (item?.kind === "visit") this.panel = { kind: "visit", appointment: item.visit.appointment };
    else if (item?.kind === "absence") this.panel = { kind: "absence", absence: item.absence.absence };
    else if (this.panel?.kind === "visit" || this.panel?.kind === "absence") this.panel = undefined;
  }

  /** Turns to a visit and stands on it. */
  reveal({ appointment, start, schedule, state }: Visit): void {
    const { practitioner } = this.publication.schedules.find((one) => one.schedule === schedule) ?? {};
    if (this.practitioner !== "" && practitioner !== undefined) this.practitioner = practitioner;
    this.go(placeOf(start, this.zone).day);
    this.panel = { kind: "visit", appointment };
    if (state !== "cancelled") this.current = this.#idOf(appointment) ?? this.current;
  }

  #idOf(appointment: string): string | undefined {
    return this.columns.flatMap(({ items }) => items).find((item) => item.kind === "visit" && item.visit.appointment === appointment)?.id;
  }

  columnOf(id: string): FilledColumn | undefined {
    return this.columns.find((column) => id.startsWith(`${column.id}/`));
  }

  spotAt(column: FilledColumn, from: number): Spot | undefined {
    const schedule = scheduleFor(column, from, column.items);
    return schedule && { day: column.day, from, schedule: schedule.schedule };
  }

  /** Where the keyboard stands, if that is free; else the next free place of the same column. */
  freeSpot(): Spot | undefined {
    const column = this.columnOf(this.anchor);
    const from = this.#stop(this.anchor)?.from ?? 0;
    const slot = column?.slots.find((one) => one.id === this.anchor) ?? column?.slots.find((one) => one.from >= from && one.open) ?? column?.slots[0];
    return column && slot && this.spotAt(column, slot.from);
  }

  choose(column: FilledColumn, slot: Slot): void {
    const spot = this.spotAt(column, slot.from);
    if (spot === undefined) return;
    if (this.moving !== undefined) void this.place(spot);
    else this.panel = { kind: "new", spot };
  }

  startNew(): void {
    const spot = this.freeSpot();
    if (spot !== undefined) this.panel = { kind: "new", spot };
  }

  startBlock(): void {
    const spot = this.freeSpot();
    if (spot !== undefined) this.panel = { kind: "block", spot, to: Math.min(1440, spot.from + 60) };
  }

  startMove(visit: Visit): void {
    if (!isMovable(visit.state) || this.desk.isCancelling(visit.appointment)) return;
    this.panel = { kind: "visit", appointment: visit.appointment };
    this.moving = visit.appointment;
  }

  /** A visit keeps its calendar when it stays with its practitioner. */
  async place(spot: Spot): Promise<void> {
    const visit = this.moving === undefined ? undefined : this.desk.visit(this.moving);
    this.moving = undefined;
    if (visit !== undefined) await this.moveTo(visit, spot);
  }

  async moveTo(visit: Visit, { day, from, schedule }: Spot): Promise<void> {
    const start = from < 0 || from >= 1440 ? undefined : momentAt(day, from, this.zone);
    if (start === undefined || !isMovable(visit.state)) return;
    const done = this.desk.move(visit, start, this.#samePerson(visit.schedule, schedule) ? visit.schedule : schedule);
    this.current = this.#idOf(visit.appointment) ?? this.current;
    await done;
  }

  #samePerson(one: string, other: string): boolean {
    return this.#practitionerOf(one) === this.#practitionerOf(other);
  }

  #practitionerOf(schedule: string): string | undefined {
    return this.publication.schedules.find((one) => one.schedule === schedule)?.practitioner;
  }

  /** By one step up or down, by one column left or right. */
  async nudge(visit: Visit, key: Arrow): Promise<void> {
    const column = this.columns.find(({ items }) => items.some((item) => item.kind === "visit" && item.visit.appointment === visit.appointment));
    if (column === undefined) return;
    const { from } = visitSpan(visit, this.zone);
    const step = { ArrowUp: -1, ArrowDown: 1 }[key as string];
    if (step !== undefined) return this.moveTo(visit, { day: column.day, from: from + step * rasterOf(column), schedule: visit.schedule });
    const beside = this.columns[this.columns.indexOf(column) + (key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : NaN)];
    const spot = beside && this.spotAt(beside, from);
    if (spot !== undefined) return this.moveTo(visit, spot);
  }

  /** The moment of a spot; nothing in the hour that spring leaves out. */
  startOf({ day, from }: Spot): Moment | undefined {
    return momentAt(day, from, this.zone);
  }

  /** The motives that this calendar takes, among those its practitioner offers. */
  motivesFor(id: string): readonly Motive[] {
    const schedule = this.publication.schedules.find((one) => one.schedule === id);
    if (schedule === undefined) return [];
    const { classes, practitioner } = schedule;
    return this.publication.motives.filter(
      (motive) => classes.includes(classOf(motive, practitioner)) && (motive.practitioners.length === 0 || motive.practitioners.includes(practitioner)),
    );
  }

  get draftMotive(): Motive | undefined {
    const motives = this.panel?.kind === "new" ? this.motivesFor(this.panel.spot.schedule) : [];
    return motives.find(({ motive }) => motive === this.draft.motive) ?? motives[0];
  }

  get draftMinutes(): number {
    const calendar = this.panel?.kind === "new" ? this.panel.spot.schedule : "";
    const practitioner = this.publication.schedules.find((one) => one.schedule === calendar)?.practitioner ?? "";
    const wanted = this.draftMotive && classOf(this.draftMotive, practitioner);
    return this.publication.classes.find((one) => one.class === wanted)?.duration ?? 20;
  }

  /** One step back: out of moving, then out of the panel. Says whether there was anything to leave. */
  leave(): boolean {
    if (this.moving !== undefined) this.moving = undefined;
    else if (this.panel !== undefined) this.panel = undefined;
    else return false;
    return true;
  }
}
