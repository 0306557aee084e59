/** What the pages about requests of authorities ask for. */
import type { AuthorityRequest, ProcedureStep, WholeRequest } from "../../api/console";
import { authorityDecisionHash, type AuthorityDecision, readDecision } from "../../protocol/authority";
import { fromB64 } from "../../protocol/encoding";
import { insist } from "../../protocol/errors";
import { sentenceFor, t } from "../../words/words.svelte";
import type { Facts } from "./facts";
import { moment } from "../trust/moments";
import { step } from "./passkeys";
import { inSession } from "./session.svelte";

export async function requests(): Promise<readonly AuthorityRequest[]> {
  return (await inSession<{ requests: readonly AuthorityRequest[] }>("/authority/requests")).requests;
}

export async function procedure(): Promise<readonly ProcedureStep[]> {
  return (await inSession<{ steps: readonly ProcedureStep[] }>("/authority/procedure")).steps;
}

export function wholeRequest(request: string): Promise<WholeRequest> {
  return inSession(pathOf(request));
}

export async function register(facts: Facts): Promise<string> {
  return (await inSession<{ request: string }>("/authority/requests", { method: "POST", body: facts })).request;
}

export function takeStep(request: string, act: string, facts: Facts): Promise<AuthorityRequest> {
  return inSession(`${pathOf(request)}/steps`, { method: "POST", body: { act, facts } });
}

/** What is signed, read by this browser: the hash that the passkey signs is computed from what is shown, and not believed. */
export function decisionIn({ decision, decision_hash: told }: WholeRequest): { decision: AuthorityDecision; hash: string } | undefined {
  if (decision === "") return undefined;
  const hash = authorityDecisionHash(fromB64(decision));
  insist(hash === told, "bad_structure");
  return { decision: readDecision(fromB64(decision)), hash };
}

export async function signDecision(request: string, hash: string): Promise<AuthorityRequest> {
  return inSession(`${pathOf(request)}/signatures`, { method: "POST", body: { step: await step("approve", hash) } });
}

/** The witness says, by their passkey, that this very package was built. */
export async function sealPackage(request: string, manifest: string): Promise<AuthorityRequest> {
  return inSession(`${pathOf(request)}/seal`, { method: "POST", body: { step: await step("approve", manifest) } });
}

export function stateOf(state: string): string {
  return sentenceFor("console-authority", state.toLowerCase()) ?? state;
}

export function actName(act: string): string {
  return sentenceFor("console-act", act) ?? act;
}

/** Which document a step wants, with an example; none where the fact's own name says it. */
export function wantedDocument(act: string, id: string): { name: string; example: string } | undefined {
  const name = id === "letter" ? sentenceFor("console-letter", act) : undefined;
  return name === undefined ? undefined : { name, example: sentenceFor("console-example", act) ?? "" };
}

/** Of a fact, or of a part of one. */
export function factName(id: string): string {
  return sentenceFor("console-fact", id.split(".").at(-1) ?? id) ?? id;
}

export function choiceName(value: string): string {
  return sentenceFor("console-choice", value.toLowerCase()) ?? value;
}

export function dueText({ what, due, late }: AuthorityRequest["due"][number]): string {
  const name = sentenceFor("console-step", what) ?? what;
  return t(late ? "console-was-due" : "console-is-due", { what: name, when: moment(due) });
}

function pathOf(request: string): string {
  return `/authority/requests/${encodeURIComponent(request)}`;
}
