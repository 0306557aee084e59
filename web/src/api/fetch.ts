/** The one way to the routes that no key of a patient or a practice opens. No cookie, no cache, no referrer; a refusal becomes an `ApiError`. */
import { ApiError } from "./errors";
import { installation } from "./installation";

export interface Asking {
  method?: "GET" | "POST" | "DELETE";
  body?: object;
  bearer?: string;
  signal?: AbortSignal | undefined;
}

export async function ask<Answer>(path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  const { platform } = await installation();
  return askOf<Answer>(platform.url, path, body, signal);
}

/** The same of either hand. */
export async function askOf<Answer>(hand: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  const response = await answerOf(hand, path, body === undefined ? { signal } : { method: "POST", body, signal });
  return (await response.json()) as Answer;
}

/** An answer that is no JSON, or none at all. */
export async function answerOf(hand: string, path: string, { method = "GET", body, bearer, signal }: Asking = {}): Promise<Response> {
  const request: RequestInit = { method, credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: signal ?? null };
  const headers: Record<string, string> = {};
  if (body !== undefined) {
    headers["Content-Type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  if (bearer !== undefined) headers["Authorization"] = `Bearer ${bearer}`;
  const response = await reach(hand + path, { ...request, headers });
  if (!response.ok) throw await refusalOf(response);
  return response;
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError("offline");
  }
}

async function refusalOf(response: Response): Promise<ApiError> {
  try {
    const { code, field } = (await response.json()) as { code?: unknown; field?: unknown };
    if (typeof code === "string") return new ApiError(code, typeof field === "string" ? field : undefined);
  } catch {
    // Not a problem document: an intermediary answered in the platform's place.
  }
  return new ApiError(response.status === 429 ? "too_many_requests" : "unexpected");
}
