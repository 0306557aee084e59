/** Free times of one kind of visit, fetched a fortnight at a time, over all schedules that hold it. */
import { type FreeStarts, times, type TimesAnswer } from "../api/directory";
import { daysBetween, plusDays } from "../words/dates";
import type { Day, Moment, ServiceClass } from "../worker/door-types";
import { Task } from "./task.svelte";

const span = 14;

export class FreeTimes {
  days = $state.raw<readonly FreeStarts[]>([]);
  /** The day asked for last, whether or not its times have come; nothing before the first question. */
  from = $state<Day>();
  /** The first free time after the days shown last; "" if there is none. */
  next = $state<Moment | "">("");
  readonly task = new Task<void>();
  readonly #times: typeof times;
  #question = 0;
  #schedules: readonly string[] = [];
  #class = "";
  #audience: ServiceClass["audience"] = "public";
  #scheduleOf = new Map<Moment, string>();

  constructor(ask: typeof times = times) {
    this.#times = ask;
  }

  /** Whatever was asked before, and is answered later, does not count any more. */
  async show(schedules: readonly string[], serviceClass: string, from: Day, audience: ServiceClass["audience"] = "public"): Promise<void> {
    [this.#schedules, this.#class, this.from, this.#audience] = [schedules, serviceClass, from, audience];
    this.#question++;
    this.#scheduleOf.clear();
    this.days = [];
    await this.#add(from);
  }

  async more(): Promise<void> {
    const last = this.days.at(-1);
    if (last !== undefined && !this.task.busy) await this.#add(plusDays(last.day, 1));
  }

  /** The schedule that holds this time; nothing if the time is not free. */
  scheduleAt(start: Moment): string | undefined {
    return this.#scheduleOf.get(start);
  }

  /** Somebody else has taken it. */
  drop(start: Moment): void {
    this.#keep(({ day, starts }) => ({ day, starts: starts.filter((one) => one !== start) }));
  }

  /** What was asked later is true of its days: a time that is taken has overlapped others. */
  renew(later: FreeTimes): void {
    const known = new Map(later.days.map((one) => [one.day, one]));
    for (const [start, schedule] of later.#scheduleOf) this.#scheduleOf.set(start, schedule);
    this.#keep((one) => known.get(one.day) ?? one);
  }

  #keep(left: (day: FreeStarts) => FreeStarts): void {
    this.days = this.days.map(left);
    const starts = new Set(this.days.flatMap((one) => one.starts));
    for (const start of this.#scheduleOf.keys()) if (!starts.has(start)) this.#scheduleOf.delete(start);
  }

  get none(): boolean {
    return this.days.every(({ starts }) => starts.length === 0);
  }

  async #add(from: Day): Promise<void> {
    const [before, question] = [this.days, this.#question];
    await this.task.run(async () => {
      const answers = await Promise.all(this.#schedules.map((schedule) => this.#times(schedule, this.#class, from, span, this.#audience)));
      if (question !== this.#question) return;
      for (const answer of answers) this.#remember(answer);
      this.days = [...before, ...merged(answers, from, span)];
      this.next = earliest(answers.map(({ next }) => next));
    });
  }

  #remember({ schedule, days }: TimesAnswer): void {
    for (const start of days.flatMap(({ starts }) => starts)) if (!this.#scheduleOf.has(start)) this.#scheduleOf.set(start, schedule);
  }
}

/** Every day of the span, also those without a free time; a time that two schedules hold stands once. */
export function merged(answers: readonly TimesAnswer[], from: Day, span: number): FreeStarts[] {
  const days: FreeStarts[] = Array.from({ length: span }, (_, index) => ({ day: plusDays(from, index), starts: [] }));
  for (const { day, starts } of answers.flatMap((answer) => answer.days)) {
    const index = daysBetween(from, day);
    const known = days[index];
    if (known) days[index] = { day, starts: [...new Set([...known.starts, ...starts])].sort() };
  }
  return days;
}

function earliest(moments: readonly (Moment | "")[]): Moment | "" {
  return moments.filter((moment) => moment !== "").sort()[0] ?? "";
}
