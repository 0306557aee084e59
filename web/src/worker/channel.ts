/** Calls across the worker's boundary: copied values, refusals as codes, and functions as numbered callbacks. */
import { DoorError } from "./door-types";

type Message =
  | { kind: "call"; id: number; method: string; args: unknown[] }
  | { kind: "answer"; id: number; value: unknown }
  | { kind: "refusal"; id: number; code: string; next: readonly string[]; visits: readonly string[] }
  | { kind: "callback"; callback: number; args: unknown[] };

interface Port {
  postMessage(message: Message): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Message>) => void): void;
}

interface CallbackName {
  callback: number;
}

/** The calling end. */
export function callerOf(port: Port): (method: string, args: readonly unknown[]) => Promise<unknown> {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  const callbacks = new Map<number, (...args: unknown[]) => void>();
  let last = 0;

  port.addEventListener("message", ({ data }) => {
    if (data.kind === "callback") return callbacks.get(data.callback)?.(...data.args);
    if (data.kind === "answer") waiting.get(data.id)?.resolve(data.value);
    if (data.kind === "refusal") waiting.get(data.id)?.reject(new DoorError(data.code, data.next, data.visits));
    if (data.kind !== "call") waiting.delete(data.id);
  });

  const named = (value: unknown): unknown => {
    if (typeof value !== "function") return value;
    callbacks.set(++last, value as (...args: unknown[]) => void);
    return { callback: last } satisfies CallbackName;
  };

  return (method, args) => {
    const id = ++last;
    const answer = promiseWithResolvers<unknown>();
    waiting.set(id, answer);
    port.postMessage({ kind: "call", id, method, args: args.map(named) });
    return answer.promise;
  };
}

/** The answering end. */
export function serve(port: Port, methods: Readonly<Record<string, (...args: never[]) => unknown>>): void {
  const revived = (value: unknown): unknown => {
    if (!isCallbackName(value)) return value;
    return (...args: unknown[]) => port.postMessage({ kind: "callback", callback: value.callback, args });
  };

  const answer = async (id: number, method: string, args: readonly unknown[]): Promise<void> => {
    try {
      // Own names only: every object inherits a few that are not on the door.
      const work = Object.hasOwn(methods, method) ? (methods[method] as ((...args: unknown[]) => unknown) | undefined) : undefined;
      if (work === undefined) throw new DoorError("unexpected");
      port.postMessage({ kind: "answer", id, value: await work(...args.map(revived)) });
    } catch (error) {
      port.postMessage({ kind: "refusal", id, ...refusalOf(error) });
    }
  };

  port.addEventListener("message", ({ data }) => {
    if (data.kind === "call") void answer(data.id, data.method, data.args);
  });
}

function isCallbackName(value: unknown): value is CallbackName {
  return typeof value === "object" && value !== null && "callback" in value && typeof value.callback === "number";
}

function refusalOf(error: unknown): { code: string; next: readonly string[]; visits: readonly string[] } {
  if (error instanceof DoorError) return { code: error.code, next: error.next, visits: error.visits };
  if (error instanceof Error && "code" in error && typeof error.code === "string") return { code: error.code, next: [], visits: [] };
  console.error(error);
  return { code: "unexpected", next: [], visits: [] };
}

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (reason: unknown) => void;
}

function promiseWithResolvers<T>(): PromiseWithResolvers<T> {
  let resolve: PromiseWithResolvers<T>["resolve"] = () => undefined;
  let reject: PromiseWithResolvers<T>["reject"] = () => undefined;
  const promise = new Promise<T>((accept, refuse) => ([resolve, reject] = [accept, refuse]));
  return { promise, resolve, reject };
}
