/** Who works at the console in this page. The bearer lives here and nowhere else; it dies with the page. */
import { askConsole, fileOfConsole, type Me } from "../../api/console";
import { ApiError, codeOf } from "../../api/errors";
import type { Asking } from "../../api/fetch";
import { step } from "./passkeys";

interface Waiting {
  go: () => void;
  stop: () => void;
}

let bearer: string | undefined;
let me = $state.raw<Me>();
/** Requests that came when the session was over: they go on once the passkey was shown again, and nothing typed is lost. */
let waiting = $state.raw<readonly Waiting[]>([]);

export function whoever(): Me | undefined {
  return me;
}

/** Whether the session is over while somebody is at work. */
export function isOver(): boolean {
  return waiting.length > 0;
}

export async function signIn(): Promise<Me> {
  const before = me;
  const opened = await askConsole<{ session: string }>("/staff/sessions", { method: "POST", body: await step("sign_in") });
  bearer = opened.session;
  me = await askConsole<Me>("/staff/me", { bearer });
  settle(before === undefined || before.staff === me.staff);
  return me;
}

/** After a change of one's own passkeys. */
export async function meAgain(): Promise<Me> {
  me = await inSession<Me>("/staff/me");
  return me;
}

export async function signOut(): Promise<void> {
  const leaving = bearer;
  forget();
  if (leaving !== undefined) await askConsole("/staff/sessions/current", { method: "DELETE", bearer: leaving });
}

export function forget(): void {
  bearer = undefined;
  me = undefined;
  settle(false);
}

/** A request in the session; a session that is over leads back to the passkey, and then goes on. */
export function inSession<Answer>(path: string, asking: Asking = {}): Promise<Answer> {
  return goingOn(() => askConsole<Answer>(path, inIt(asking)));
}

/** A file, asked for in the same way. */
export function fileInSession(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return goingOn(() => fileOfConsole(path, inIt({})));
}

async function goingOn<Answer>(asked: () => Promise<Answer>): Promise<Answer> {
  try {
    return await asked();
  } catch (error) {
    if (codeOf(error) !== "staff_session_refused" || me === undefined) throw error;
    await again();
    return asked();
  }
}

function inIt(asking: Asking): Asking {
  return bearer === undefined ? asking : { ...asking, bearer };
}

function again(): Promise<void> {
  return new Promise((go, refuse) => {
    waiting = [...waiting, { go, stop: () => refuse(new ApiError("staff_session_refused")) }];
  });
}

function settle(good: boolean): void {
  const those = waiting;
  waiting = [];
  for (const { go, stop } of those) if (good) go();
  else stop();
}
