/** A refusal of the platform (RFC 9457), kept as its stable code; `offline` when no answer came at all. */
export class ApiError extends Error {
  readonly code: string;
  /** Of a form: the field that it is about. */
  readonly field: string | undefined;

  constructor(code: string, field?: string) {
    super(code);
    this.code = code;
    this.field = field;
  }
}

/** The field of a form that something was refused for, if it was. */
export function fieldOf(error: unknown): string | undefined {
  return error instanceof ApiError ? error.field : undefined;
}

/** The code of whatever was thrown; `unexpected` for what no server said. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "unexpected";
}
