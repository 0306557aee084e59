/** Where more people ask than the platform serves at once: one waits for one's turn with the place that was given (decision 0038). */
import { momentOf } from "../protocol/shapes";
import { DoorError, type Turn } from "./door-types";
import { Refused } from "./http";
import { graceSeconds } from "./rights";

export type Told = (turn: Turn | undefined) => void;
/** What is written down of a place; nothing once it is of no use. */
export type Keep = (queued: { place: string; turn: number } | undefined) => Promise<void>;

const second = 1000;
const retrySeconds = 5;

/** Those who were told the same second do not come in the same instant. */
function jitter(): number {
  return Math.random() * second;
}

export class Queue {
  #left = new AbortController();

  /** Sends with a place if there is one, and again when the turn has come; who leaves meanwhile is told `queue_left`, or `queue_paused`. */
  async pass<T>(place: string, send: (place: string) => Promise<T>, told: Told, keep: Keep = async () => undefined): Promise<T> {
    const left = new AbortController();
    this.#left = left;
    let turn: number | undefined;
    try {
      for (;;) {
        try {
          return await send(place);
        } catch (error) {
          if (isQueue(error)) {
            place = error.place;
            turn = Date.now() + error.wait * second;
            await keep({ place, turn });
            told({ ahead: error.ahead, at: momentOf(new Date(turn)), reached: true });
            await until(turn + jitter(), left.signal);
          } else if (turn !== undefined && isLost(error) && Date.now() < turn + graceSeconds * second) {
            told({ ahead: 0, at: momentOf(new Date(turn)), reached: false });
            await until(Date.now() + retrySeconds * second + jitter(), left.signal);
          } else {
            throw error;
          }
        }
      }
    } finally {
      if (turn !== undefined) told(undefined);
    }
  }

  /** The place is given up, or kept for later. */
  leave(keep: boolean): void {
    this.#left.abort(keep);
  }
}

function isQueue(error: unknown): error is Refused {
  return error instanceof Refused && error.code === "in_queue" && error.place !== "";
}

function isLost(error: unknown): boolean {
  return error instanceof DoorError && error.code === "offline";
}

/** Looked at every second, as a device that slept counts none of its timers. */
async function until(moment: number, left: AbortSignal): Promise<void> {
  while (Date.now() < moment) {
    if (left.aborted) break;
    await new Promise((resolve) => setTimeout(resolve, Math.min(second, moment - Date.now())));
  }
  if (left.aborted) throw new DoorError(left.reason === true ? "queue_paused" : "queue_left");
}
