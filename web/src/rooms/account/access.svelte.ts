/** Who is signed in, and the lock that falls when nobody has touched the app for a while. */
import { go } from "../../router/router.svelte";
import { currentRoute } from "../../router/router.svelte";
import { isPrivateRoom } from "../../router/routes";
import { announce } from "../../ui/toasts.svelte";
import { door } from "../../worker/door";
import type { Access } from "../../worker/door-types";
import { t } from "../../words/words.svelte";
import { idleMinutes } from "./idle.svelte";

class AccessState {
  known = $state(false);
  open = $state.raw<Access["open"]>();
  remembered = $state.raw<Access["remembered"]>();
}

export const access = new AccessState();

/** By the address of a paper kit, which this browser's history may have kept: a new kit is due. */
export const arrived = $state({ byKitAddress: false });

const forgetting = new Set<() => void>();

/** What else must leave the page's memory when the keys do. */
export function whenLocked(forget: () => void): void {
  forgetting.add(forget);
}

const finishing = new Set<() => Promise<void>>();

/** What must still be sent while the keys are open; the function returned withdraws it. */
export function beforeLocking(finish: () => Promise<void>): () => void {
  finishing.add(finish);
  return () => finishing.delete(finish);
}

async function lock(): Promise<void> {
  await Promise.allSettled([...finishing].map((finish) => finish()));
  await door.signOut();
  await learnAccess();
}

let touched = Date.now();
for (const event of ["pointerdown", "keydown"]) addEventListener(event, () => (touched = Date.now()), { passive: true });
setInterval(() => void lockIfIdle(), 30_000);
document.addEventListener("visibilitychange", () => void lockIfIdle());

export async function learnAccess(): Promise<void> {
  try {
    const now = await door.access();
    access.open = now.open;
    if (now.open === undefined) for (const forget of forgetting) forget();
    access.remembered = now.remembered;
  } finally {
    access.known = true;
  }
}

export async function leave(): Promise<void> {
  await lock();
  announce(t("signed-out"));
  if (isPrivateRoom(currentRoute().room)) go({ room: "search" });
}

const waiting = new Set<object>();

/** Whoever waits in a queue touches nothing; the function returned ends that. */
export function stayOpen(): () => void {
  const one = {};
  waiting.add(one);
  return () => {
    waiting.delete(one);
    touched = Date.now();
  };
}

async function lockIfIdle(): Promise<void> {
  if (access.open === undefined || waiting.size > 0 || Date.now() - touched < idleMinutes(access.open.audience, access.remembered) * 60_000) return;
  await lock();
  announce(t("locked-idle"));
}
