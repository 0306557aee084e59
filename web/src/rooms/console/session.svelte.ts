/** Who works at the console in this page. The bearer lives here and nowhere else; it dies with the page. */
import { askConsole, type Me } from "../../api/console";
import { codeOf } from "../../api/errors";
import type { Asking } from "../../api/fetch";
import { step } from "./passkeys";

let bearer: string | undefined;
let me = $state.raw<Me>();

export function whoever(): Me | undefined {
  return me;
}

export async function signIn(): Promise<Me> {
  const opened = await askConsole<{ session: string }>("/staff/sessions", { method: "POST", body: await step("sign_in") });
  bearer = opened.session;
  me = await inSession<Me>("/staff/me");
  return me;
}

export async function signOut(): Promise<void> {
  const leaving = bearer;
  forget();
  if (leaving !== undefined) await askConsole("/staff/sessions/current", { method: "DELETE", bearer: leaving });
}

/** A request in the session; a session that is over leads back to the passkey. */
export async function inSession<Answer>(path: string, asking: Asking = {}): Promise<Answer> {
  try {
    return await askConsole<Answer>(path, bearer === undefined ? asking : { ...asking, bearer });
  } catch (error) {
    if (codeOf(error) === "staff_session_refused") forget();
    throw error;
  }
}

function forget(): void {
  bearer = undefined;
  me = undefined;
}
