/** Which installation this app belongs to, as its publisher says beside the app (SPEC 10). */
import { ApiError } from "./errors";

interface Party {
  url: string;
  log_origin: string;
  log_key: string;
  witnesses: { keys: string[]; quorum: number; days: number };
}

export interface Installation {
  v: 1;
  name: string;
  demo: boolean;
  platform: Party;
  custodian: Party;
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
