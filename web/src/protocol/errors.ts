/** Every refusal of the protocol is one class with a stable code; the codes are those of SPEC and API. */

export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, options?: ErrorOptions) {
    super(code, options);
    this.name = "Refusal";
    this.code = code;
  }
}

/** Refuses with this code unless the fact holds. */
export function insist(fact: boolean, code: string): asserts fact {
  if (!fact) throw new Refusal(code);
}
