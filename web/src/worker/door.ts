/** The page's side of the key worker: one worker per page, started on first use. */
import { callerOf } from "./channel";
import type { Door } from "./door-types";
import workerUrl from "./worker.ts?worker&url";

type Call = ReturnType<typeof callerOf>;

let started: Call | undefined;

const call: Call = (method, args) => {
  started ??= callerOf(new Worker(trusted(workerUrl), { type: "module" }));
  return started(method, args);
};

interface ScriptUrls {
  trustedTypes?: { createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string } };
}

/** The publisher's policy lets this one name make script addresses, and it makes only this one. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as ScriptUrls;
  return trustedTypes?.createPolicy("serment-worker", { createScriptURL: (asked) => (asked === workerUrl ? asked : "") }).createScriptURL(url) ?? url;
}

let watches = 0;

function watch(practice: string, changed: () => void): () => void {
  const name = ++watches;
  void call("startWatching", [name, practice, changed]);
  return () => void call("stopWatching", [name]);
}

/** Every other name of `Door` is a call of the same name. */
export const door: Door = new Proxy({ watch } as Door, {
  get: (own, name) => (name === "watch" ? own.watch : (...args: unknown[]) => call(String(name), args)),
});
