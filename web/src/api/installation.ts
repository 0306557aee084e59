/** Which installation this app belongs to, as its publisher says beside the app (SPEC 10). */
import { ApiError } from "./errors";

export interface Installation {
  v: 1;
  name: string;
  demo: boolean;
  platform: { url: string; log_origin: string; log_key: string };
  custodian: { url: string; log_origin: string; log_key: string };
}

let known: Promise<Installation> | undefined;

export function installation(): Promise<Installation> {
  known ??= read().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function read(): Promise<Installation> {
  try {
    const response = await fetch("/installation.json", { credentials: "omit", cache: "no-cache" });
    return (await response.json()) as Installation;
  } catch {
    throw new ApiError("offline");
  }
}
