import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DoorError, type Turn } from "./door-types";
import { Refused } from "./http";
import { Queue } from "./queue";

const start = Date.parse("2026-12-01T08:00:00Z");
const queued = (wait: number) => new Refused(503, "in_queue", { place: `p${wait}`, retry_after: wait, ahead: 4 });

let queue: Queue;
let told: (Turn | undefined)[];
let kept: ({ place: string; turn: number } | undefined)[];
let sent: { place: string; at: number }[];

beforeEach(() => {
  vi.useFakeTimers({ now: start });
  [queue, told, kept, sent] = [new Queue(), [], [], []];
});

afterEach(() => {
  vi.useRealTimers();
});

/** Asks, and is answered one after the other. */
function pass(...answers: (Error | string)[]): Promise<string> {
  const send = async (place: string): Promise<string> => {
    sent.push({ place, at: (Date.now() - start) / 1000 });
    const answer = answers.shift() ?? "served";
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return queue.pass("", send, (turn) => told.push(turn), async (place) => void kept.push(place));
}

describe("a queue", () => {
  it("is not told of where there is none", async () => {
    await expect(pass("served")).resolves.toBe("served");
    expect([told, kept]).toEqual([[], []]);
  });

  it("is waited in with the place that was given, until the turn comes", async () => {
    const answer = pass(queued(240), queued(3));
    await vi.advanceTimersByTimeAsync(246_000);
    await expect(answer).resolves.toBe("served");
    expect(sent.map(({ place }) => place)).toEqual(["", "p240", "p3"]);
    expect(sent[1]?.at).toBeGreaterThanOrEqual(240);
    expect(sent[1]?.at).toBeLessThan(242);
    expect(told[0]).toEqual({ ahead: 4, at: "2026-12-01T08:04:00Z", reached: true });
    expect(told.at(-1)).toBeUndefined();
    expect(kept[0]).toEqual({ place: "p240", turn: start + 240_000 });
  });

  it("is stayed in while the connection is lost, for as long as the turn waits", async () => {
    const offline = new DoorError("offline");
    const answer = pass(queued(10), offline, offline);
    await vi.advanceTimersByTimeAsync(30_000);
    await expect(answer).resolves.toBe("served");
    expect(told[1]?.reached).toBe(false);

    const lost = pass(queued(10), ...Array.from({ length: 60 }, () => offline));
    const refused = expect(lost).rejects.toMatchObject({ code: "offline" });
    await vi.advanceTimersByTimeAsync(140_000);
    await refused;
  });

  it("is left at once, for good or for later", async () => {
    for (const [keep, code] of [
      [false, "queue_left"],
      [true, "queue_paused"],
    ] as const) {
      const refused = expect(pass(queued(600))).rejects.toMatchObject({ code });
      await vi.advanceTimersByTimeAsync(2000);
      queue.leave(keep);
      await vi.advanceTimersByTimeAsync(1000);
      await refused;
      expect(told.at(-1)).toBeUndefined();
    }
  });

  it("keeps from nobody what was refused for another reason", async () => {
    await expect(pass(new Refused(409, "time_taken", { next: [] }))).rejects.toMatchObject({ code: "time_taken" });
  });
});
