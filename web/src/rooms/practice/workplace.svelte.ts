/** Where the person signed in works, and which of those practices the rooms show: one choice for all of them. */
import { door } from "../../worker/door";
import type { Demand, Membership } from "../../worker/door-types";
import { access, whenLocked } from "../account/access.svelte";
import { Task } from "../task.svelte";

/** How long a count of waiting requests is taken as it was. */
const freshSeconds = 60;

class Workplace {
  readonly memberships = new Task<readonly Membership[]>();
  #account: string | undefined;
  #chosen = $state<string>();

  /** How many requests of patients wait for an answer. */
  waiting = $state(0);
  /** How many letters of other practices lie here. */
  lying = $state(0);
  #counted = { practice: "", at: 0 };

  /** The practice chosen, else the first. */
  get current(): Membership | undefined {
    const all = this.memberships.answer ?? [];
    return all.find(({ practice }) => practice === this.#chosen) ?? all[0];
  }

  choose(practice: string): void {
    this.#chosen = practice;
  }

  /** Asks once for each person who signs in here. */
  async learn(): Promise<void> {
    const account = access.open?.account;
    if (account === this.#account && this.memberships.answer !== undefined) return;
    this.#account = account;
    this.memberships.answer = undefined;
    await this.refresh();
  }

  /** Counts what waits, now and then; whoever may not read it sees no count. */
  async count(practice: string): Promise<void> {
    const { practice: before, at } = this.#counted;
    if (before === practice && Date.now() - at < freshSeconds * 1000) return;
    this.#counted = { practice, at: Date.now() };
    try {
      this.counted((await door.demands(practice, "")).demands);
      this.lying = (await door.received(practice)).received.length;
    } catch {
      this.waiting = 0;
    }
  }

  counted(demands: readonly Demand[]): void {
    this.waiting = demands.filter(({ request }) => request.settled === "").length;
  }

  forget(): void {
    this.#account = undefined;
    this.#counted = { practice: "", at: 0 };
    this.waiting = 0;
    this.lying = 0;
    this.memberships.answer = undefined;
  }

  async refresh(): Promise<void> {
    await this.memberships.run(() => door.memberships());
  }
}

export const workplace = new Workplace();

whenLocked(() => workplace.forget());
