/** Where the person signed in works, and which of those practices the rooms show: one choice for all of them. */
import { door } from "../../worker/door";
import type { Membership } from "../../worker/door-types";
import { access, whenLocked } from "../account/access.svelte";
import { Task } from "../task.svelte";

class Workplace {
  readonly memberships = new Task<readonly Membership[]>();
  #account: string | undefined;
  #chosen = $state<string>();

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

  forget(): void {
    this.#account = undefined;
    this.memberships.answer = undefined;
  }

  async refresh(): Promise<void> {
    await this.memberships.run(() => door.memberships());
  }
}

export const workplace = new Workplace();

whenLocked(() => workplace.forget());
