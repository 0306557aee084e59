/** What a practice asks a patient to agree to, and what came of it, wherever that is kept (SPEC 18). */
import { canonical, hex, type Json } from "./encoding";
import { insist } from "./errors";
import { hash } from "./primitives";
import { b64Of, digest, identifier, list, object, oneOf, type Read, type Shape, structureWith } from "./shapes";
import { signedShape } from "./signed";

function words(most: number): Shape<string> {
  return (value) => {
    insist(typeof value === "string" && value.length > 0 && [...value].length <= most, "bad_structure");
    return value;
  };
}

const line = words(200);
const always = { type: oneOf("consent_terms"), about: oneOf("sharing", "research"), practice: identifier, practice_name: line, appointment: digest, purpose: words(1000) };
/** For which research, and who answers about it. */
export const projectShape = object({ title: line, contact: line });
export type Project = Read<typeof projectShape>;
/** With whom it is shared; for which research. */
const sides = { to: object({ practice: identifier, practice_name: line, practitioner: line }), project: projectShape };
const anyTerms = structureWith(always, sides);
export type Terms = Read<typeof anyTerms>;

/** Whatever it is about names its own other side, and no other. */
export const termsShape: Shape<Terms> = (value) => {
  const terms = anyTerms(value);
  insist((terms.to !== undefined) === (terms.about === "sharing") && (terms.project !== undefined) === (terms.about === "research"), "bad_structure");
  return terms;
};

/** Terms, and every decision about them so far: none in a question. */
export const agreementShape = object({ terms: termsShape, records: list(signedShape) });
export type Agreement = Read<typeof agreementShape>;
/** The same in a vault, with the manage seed of the visit: whoever signed by it can take it back. */
export const keptAgreementShape = object({ terms: termsShape, records: list(signedShape), seed: b64Of(32) });
export type KeptAgreement = Read<typeof keptAgreementShape>;

/** What decisions about these very terms call themselves. */
export function scopeOfTerms(terms: Terms): string {
  return hex(hash("consent-terms", canonical(terms as Json))).slice(0, 32);
}
