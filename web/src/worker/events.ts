/** Listens for "something changed" over a streamed answer; no credential in an address, no content in an event. */
import { DoorError } from "./door-types";
import type { Account } from "./session";

const firstPause = 1_000;
const longestPause = 30_000;
/** The platform says that it is alive every 15 seconds; twice without means the stream is dead. */
const silence = 35_000;

/** Calls back at each change, and after every reconnection, because something may have been missed. */
export async function listen(account: Account, practice: string, changed: () => void, signal: AbortSignal): Promise<void> {
  let pause = firstPause;
  let lost = false;
  while (!signal.aborted) {
    try {
      await oneStream(account, practice, signal, () => {
        if (lost) changed();
        lost = false;
        pause = firstPause;
      }, changed);
    } catch (error) {
      if (error instanceof DoorError && error.code === "locked") return;
    }
    lost = true;
    if (!signal.aborted) await sleep(pause, signal);
    pause = Math.min(2 * pause, longestPause);
  }
}

async function oneStream(account: Account, practice: string, signal: AbortSignal, alive: () => void, changed: () => void): Promise<void> {
  const own = new AbortController();
  const abort = () => own.abort();
  signal.addEventListener("abort", abort, { once: true });
  let watchdog = setTimeout(abort, silence);
  try {
    const response = await account.stream(`/practices/${practice}/events`, own.signal);
    for await (const line of lines(response)) {
      clearTimeout(watchdog);
      watchdog = setTimeout(abort, silence);
      alive();
      if (eventOf(line) === "changed") changed();
    }
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", abort);
  }
}

async function* lines(response: Response): AsyncGenerator<string> {
  if (response.body === null) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (pending + value).split("\n");
    pending = parts.pop() ?? "";
    yield* parts.filter((line) => line !== "");
  }
}

function eventOf(line: string): string {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === "object" && event !== null && "event" in event ? String(event.event) : "";
  } catch {
    return "";
  }
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}
