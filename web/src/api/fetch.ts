/** The one way to the public part of the platform. No cookie, no cache, no referrer; a refusal becomes an `ApiError`. */
import { ApiError } from "./errors";
import { installation } from "./installation";

export async function ask<Answer>(path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  const { platform } = await installation();
  return askOf<Answer>(platform.url, path, body, signal);
}

/** The same of either hand. */
export async function askOf<Answer>(hand: string, path: string, body?: object, signal?: AbortSignal): Promise<Answer> {
  const request: RequestInit = { credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: signal ?? null };
  if (body !== undefined) {
    request.method = "POST";
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const response = await reach(hand + path, request);
  if (!response.ok) throw new ApiError(await refusalCode(response));
  return (await response.json()) as Answer;
}

async function reach(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new ApiError("offline");
  }
}

async function refusalCode(response: Response): Promise<string> {
  try {
    const problem: unknown = await response.json();
    if (typeof problem === "object" && problem !== null && "code" in problem && typeof problem.code === "string") return problem.code;
  } catch {
    // Not a problem document: an intermediary answered in the platform's place.
  }
  return response.status === 429 ? "too_many_requests" : "unexpected";
}
