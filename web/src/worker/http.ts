/** Requests to the two servers: no cookie, no cache, no referrer; a problem document becomes a `DoorError`. */
import type { Bytes, Json } from "../protocol/encoding";
import { list, type Shape, string } from "../protocol/shapes";
import { DoorError } from "./door-types";

export interface Ask {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: Json;
  session?: string;
  headers?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
}

/** What a server refused, with what it adds to help. */
export class Refused extends DoorError {
  readonly status: number;
  /** The epoch now valid, with `epoch_retired`. */
  readonly epoch: number | undefined;
  /** The number that the next letter takes, with `letter_conflict`. */
  readonly number: number;
  /** With `in_queue`: a place, how many seconds until its turn, and how many are served before. */
  readonly place: string;
  readonly wait: number;
  readonly ahead: number;

  constructor(status: number, code: string, members: Readonly<Record<string, Json>> = {}) {
    super(code, texts(members["next"]), texts(members["visits"]));
    this.status = status;
    this.epoch = typeof members["epoch"] === "number" ? members["epoch"] : undefined;
    this.number = whole(members["number"]);
    this.place = typeof members["place"] === "string" ? members["place"] : "";
    this.wait = whole(members["retry_after"]);
    this.ahead = whole(members["ahead"]);
  }
}

function texts(value: Json | undefined): readonly string[] {
  return value === undefined ? [] : list(string)(value);
}

function whole(value: Json | undefined): number {
  return typeof value === "number" ? value : 0;
}

const attempts = 3;
const pause = 1500;

/** Between two questions whether somebody else has answered. */
export function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, pause));
}

/** Answers may be lost on the way: asking again is safe for reads and for every write that the servers replay. */
export async function askAgain<T extends Json>(url: string, ask: Ask, shape: Shape<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askJson(url, ask, shape);
    } catch (error) {
      if (attempt === attempts || !(error instanceof DoorError) || error.code !== "offline") throw error;
      await new Promise((resolve) => setTimeout(resolve, 400 * attempt));
    }
  }
}

export async function askJson<T extends Json>(url: string, ask: Ask, shape: Shape<T>): Promise<T> {
  const response = await askRaw(url, ask);
  let answer: Json;
  try {
    answer = (await response.json()) as Json;
  } catch {
    throw new DoorError("offline");
  }
  return shape(answer);
}

export async function askNothing(url: string, ask: Ask): Promise<void> {
  await (await askRaw(url, ask)).arrayBuffer();
}

export async function askBytes(url: string): Promise<Bytes> {
  const response = await askRaw(url, {});
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    throw new DoorError("offline");
  }
}

export async function askText(url: string): Promise<string> {
  return (await askRaw(url, {})).text();
}

export async function askRaw(url: string, { method = "GET", body, session, headers = {}, signal }: Ask): Promise<Response> {
  const sent = new Headers(headers);
  if (session !== undefined) sent.set("Authorization", `Bearer ${session}`);
  if (body !== undefined) sent.set("Content-Type", "application/json");
  const response = await reach(url, {
    method,
    headers: sent,
    credentials: "omit",
    cache: "no-store",
    referrerPolicy: "no-referrer",
    body: body === undefined ? null : JSON.stringify(body),
    signal: signal ?? null,
  });
  if (!response.ok) throw await refused(response);
  return response;
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch {
    throw new DoorError("offline");
  }
}

async function refused(response: Response): Promise<Refused> {
  try {
    const problem = (await response.json()) as Readonly<Record<string, Json>>;
    return new Refused(response.status, string(problem["code"] ?? ""), problem);
  } catch {
    // Not a problem document: something between us and the server answered in its place.
    return new Refused(response.status, response.status === 429 ? "too_many_requests" : "unexpected");
  }
}
