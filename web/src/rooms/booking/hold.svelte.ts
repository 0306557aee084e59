/** The time that is kept while somebody types, and how long it still is. Where it cannot be kept, nothing is said: it can still be had. */
import { codeOf } from "../../api/errors";
import { door } from "../../worker/door";
import type { Moment } from "../../worker/door-types";

const minute = 60_000;

export class HeldTime {
  expires = $state<Moment>();
  now = $state(Date.now());
  readonly left = $derived(this.expires === undefined ? 0 : Math.ceil((Date.parse(this.expires) - this.now) / minute));
  readonly over = $derived(this.expires !== undefined && this.left <= 0);
  #about = "";

  /** Answers the refusal where the time is gone. */
  async keep(schedule: string, serviceClass: string, start: Moment): Promise<unknown> {
    const about = [schedule, serviceClass, start].join();
    if (about === this.#about) return undefined;
    [this.#about, this.expires] = [about, undefined];
    try {
      const expires = await door.hold(schedule, serviceClass, start);
      if (about === this.#about) this.expires = expires;
      return undefined;
    } catch (error) {
      return codeOf(error) === "offline" ? undefined : error;
    }
  }

  letGo(): void {
    if (this.#about === "") return;
    [this.#about, this.expires] = ["", undefined];
    void door.letGo().catch(() => undefined);
  }

  tick(): void {
    this.now = Date.now();
  }
}
