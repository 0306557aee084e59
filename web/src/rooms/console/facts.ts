/** What a step of the procedure asks for, as somebody types it, and as it is sent. Pure. */
import type { FactField, ProcedureStep, TakenStep, WholeRequest } from "../../api/console";
import type { Json } from "../../protocol/encoding";

export type Typed = Record<string, string>;
export type Facts = { readonly [name: string]: Json };

const digest = /^[0-9a-f]{64}$/;
const identifier = /^[0-9a-f]{32}$/;
/** Who may sign a decision: one person for the law, and another who directs. */
const signers: readonly string[] = ["legal", "data_protection_officer", "director"];
/** Steps from which nothing leads back. */
const final: ReadonlySet<string> = new Set(["reject", "refuse", "withdraw", "disclose", "tell_persons", "close"]);

/** Where a proposal begins: with what was asked for last. */
export function typedFor(fields: readonly FactField[], steps: readonly TakenStep[]): Typed {
  const scope = steps.findLast(({ facts }) => facts["scope"] !== undefined)?.facts["scope"];
  const known = typeof scope === "object" && scope !== null && !Array.isArray(scope) ? (scope as Facts) : {};
  return Object.fromEntries(fields.map(({ id, type }) => [id, id.includes(".") ? textOf(known[id.split(".")[1] ?? ""]) : type === "flag" && id === "drill" ? "no" : ""]));
}

/** Which fields cannot be sent as they are. */
export function faultsIn(fields: readonly FactField[], typed: Typed): Record<string, "register_field_missing" | "register_field_refused"> {
  const found: Record<string, "register_field_missing" | "register_field_refused"> = {};
  for (const { id, type, required } of fields) {
    const text = (typed[id] ?? "").trim();
    if (text === "" && required) found[id] = "register_field_missing";
    else if (text !== "" && !isGood(type, text)) found[id] = "register_field_refused";
  }
  return found;
}

export function factsOf(fields: readonly FactField[], typed: Typed): Facts {
  const found: Record<string, Json> = {};
  for (const field of fields) {
    const [part = "", inner] = field.id.split(".");
    const value = valueOf(field, (typed[field.id] ?? "").trim());
    found[part] = inner === undefined ? value : { ...((found[part] as Facts | undefined) ?? {}), [inner]: value };
  }
  return found;
}

/** Steps that somebody may take now by a form; what is signed has buttons of its own. */
export function stepsFor({ possible }: WholeRequest, procedure: readonly ProcedureStep[]): readonly ProcedureStep[] {
  return procedure.filter(({ act, signed }) => possible.includes(act) && !signed && act !== "build");
}

export function isFinal(act: string): boolean {
  return final.has(act);
}

/** Why somebody has no say in the decision that waits; undefined where they have. */
export function barredFrom({ request, signatures }: WholeRequest, proposer: string, staff: string, roles: readonly string[]): "proposer" | "signed" | "role" | undefined {
  if (request.state !== "DECISION_PENDING" || !roles.some((role) => signers.includes(role))) return "role";
  if (proposer === staff) return "proposer";
  return signatures.some((each) => each.staff === staff) ? "signed" : undefined;
}

/** Every value of the facts with its name, parts with a point. */
export function lines(facts: Json, prefix = ""): readonly { name: string; value: string }[] {
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return [{ name: prefix, value: textOf(facts) }];
  return Object.entries(facts).flatMap(([name, value]) => lines(value as Json, prefix ? `${prefix}.${name}` : name));
}

function valueOf({ type }: FactField, text: string): Json {
  if (type === "flag") return text === "yes";
  if (type === "count") return Number(text);
  return type === "visits" ? text.split(/[\s,;]+/).filter(Boolean) : text;
}

function isGood(type: FactField["type"], text: string): boolean {
  if (type === "digest") return digest.test(text);
  if (type === "practice") return identifier.test(text);
  if (type === "count") return /^\d{1,9}$/.test(text);
  return type !== "visits" || text.split(/[\s,;]+/).filter(Boolean).every((each) => digest.test(each));
}

function textOf(value: Json | undefined): string {
  return Array.isArray(value) ? value.join("\n") : String(value ?? "");
}
