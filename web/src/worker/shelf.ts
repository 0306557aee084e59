/** What stays in this browser between visits (IndexedDB): the stock of rights, and what a remembered browser needs. */
import type { Bytes } from "../protocol/encoding";
import type { Audience } from "../protocol/accounts";
import type { Purpose } from "../protocol/tokens";

/** A token says nothing of who fetched it, and neither does its place here. */
export interface KeptToken {
  purpose: Purpose;
  token: Bytes;
  redeem_until: string;
  /** By which the tab that uses it is known. */
  use?: string;
  /** A place in a queue, and when its turn comes. */
  queued?: { place: string; turn: number } | undefined;
  /** That it has held a time, which it does once; and by which name, while it does. */
  held?: { hold: string; expires: string } | undefined;
}

export interface KeptTicket {
  ticket: Bytes;
}

/** The way in of a remembered browser: its bytes open only with a key that cannot leave this browser. */
export interface Remembered {
  audience: Audience;
  name: string;
  locator: string;
  key: CryptoKey;
  wrapped: Bytes;
  pool: string;
  device: CryptoKeyPair | undefined;
}

interface Stores {
  tokens: KeptToken;
  tickets: KeptTicket;
  kept: unknown;
}

const database = "serment";
let opened: Promise<IDBDatabase> | undefined;

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
}

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("tokens", { autoIncrement: true });
      request.result.createObjectStore("tickets", { autoIncrement: true });
      request.result.createObjectStore("kept");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
  });
  return opened;
}

async function store(name: keyof Stores, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await open()).transaction(name, mode).objectStore(name);
}

export async function add<N extends "tokens" | "tickets">(name: N, values: readonly Stores[N][]): Promise<void> {
  const into = await store(name, "readwrite");
  await Promise.all(values.map((value) => settled(into.add(value))));
}

export async function all<N extends "tokens" | "tickets">(name: N): Promise<readonly Stores[N][]> {
  return settled((await store(name, "readonly")).getAll() as IDBRequest<Stores[N][]>);
}

/** Takes the first that suits, drops those that are stale, in one transaction: two tabs never take the same. */
export async function take<N extends "tokens" | "tickets">(
  name: N,
  suits: (value: Stores[N]) => boolean,
  stale: (value: Stores[N]) => boolean = () => false,
): Promise<Stores[N] | undefined> {
  const from = await store(name, "readwrite");
  return new Promise((resolve, reject) => {
    const request = from.openCursor();
    request.onerror = () => reject(request.error ?? new Error("IndexedDB"));
    request.onsuccess = () => {
      const cursor = request.result;
      if (cursor === null) return resolve(undefined);
      const value = cursor.value as Stores[N];
      if (stale(value)) cursor.delete();
      else if (suits(value)) {
        cursor.delete();
        return resolve(value);
      }
      cursor.continue();
    };
  });
}

/** Changes the one that suits best, or drops it; drops those that are stale, in one transaction. */
export async function change<N extends "tokens" | "tickets">(
  name: N,
  rank: (value: Stores[N]) => number | undefined,
  changed: (value: Stores[N]) => Stores[N] | undefined,
  stale: (value: Stores[N]) => boolean = () => false,
): Promise<Stores[N] | undefined> {
  const from = await store(name, "readwrite");
  const [keys, values] = await Promise.all([settled(from.getAllKeys()), settled(from.getAll() as IDBRequest<Stores[N][]>)]);
  const rows = values.map((value, index) => ({ value, key: keys[index] as IDBValidKey }));
  await Promise.all(rows.filter(({ value }) => stale(value)).map(({ key }) => settled(from.delete(key))));
  const suiting = rows.flatMap(({ value, key }) => {
    const place = stale(value) ? undefined : rank(value);
    return place === undefined ? [] : [{ value, key, place }];
  });
  const best = suiting.sort((a, b) => a.place - b.place)[0];
  if (best === undefined) return undefined;
  const after = changed(best.value);
  await (after === undefined ? settled(from.delete(best.key)) : settled(from.put(after, best.key)));
  return best.value;
}

export async function read<T>(key: string): Promise<T | undefined> {
  return settled((await store("kept", "readonly")).get(key) as IDBRequest<T | undefined>);
}

export async function write(key: string, value: unknown): Promise<void> {
  await settled((await store("kept", "readwrite")).put(value, key));
}

/** Keeps the higher of two numbers: another tab may have written one meanwhile. */
export async function raise(key: string, value: number): Promise<void> {
  const kept = await store("kept", "readwrite");
  const before = await settled(kept.get(key) as IDBRequest<number | undefined>);
  if (before === undefined || before < value) await settled(kept.put(value, key));
}

/** Leaves this one value here, and nothing else at all. */
export async function clearBut(key: string, value: unknown): Promise<void> {
  const names = ["tokens", "tickets", "kept"] as const;
  const changing = (await open()).transaction(names, "readwrite");
  await Promise.all(names.map((name) => settled(changing.objectStore(name).clear())));
  await settled(changing.objectStore("kept").put(value, key));
}

export async function drop(key: string): Promise<void> {
  await settled((await store("kept", "readwrite")).delete(key));
}
