/** A refusal of the platform (RFC 9457), kept as its stable code; `offline` when no answer came at all. */
export class ApiError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** The code of whatever was thrown; `unexpected` for what no server said. */
export function codeOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "unexpected";
}
