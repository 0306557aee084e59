/** What the two hands say to everybody about themselves: who else gets anything, and when somebody looked last. */
import type { Day } from "../worker/door-types";
import { askOf, ask } from "./fetch";
import { installation } from "./installation";

interface Words {
  fr: string;
  en: string;
}

export interface Processor {
  id: string;
  /** Empty as long as nobody has said who. */
  name: string;
  role: "own" | "processor" | "sub-processor" | "supplier";
  country: string;
  receives: readonly Words[];
  purpose: Words;
  transfers: Words | null;
  hds: boolean;
  since: Day;
}

export interface Register {
  processors: readonly Processor[];
  guarded: boolean;
  refused: number;
}

export interface LastProof {
  at: string;
  holds: boolean;
}

export async function registers(): Promise<{ platform: Register; custodian: Register }> {
  const { platform, custodian } = await installation();
  const [first, second] = await Promise.all([askOf<Register>(platform.url, "/v1/processors"), askOf<Register>(custodian.url, "/v1/processors")]);
  return { platform: first, custodian: second };
}

export async function lastProofs(): Promise<Readonly<Record<string, LastProof>>> {
  return (await ask<{ proofs: Record<string, LastProof> }>("/v1/proofs")).proofs;
}
