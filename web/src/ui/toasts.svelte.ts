/** Short messages about what was just done, each with ten seconds to take it back. */

/** Long enough to read and to reach the button by keyboard; the undo promised everywhere in the practice. */
export const undoTime = 10_000;

export interface Toast {
  id: number;
  text: string;
  undo?: () => void;
  /** What the button says where "undo" would be ambiguous. */
  word?: string;
}

let next = 0;
let toasts = $state.raw<readonly Toast[]>([]);

export function currentToasts(): readonly Toast[] {
  return toasts;
}

/** Answers the number by which the toast can be taken away before its time. */
export function announce(text: string, undo?: () => void, word?: string): number {
  const toast: Toast = { id: next++, text, ...(undo ? { undo } : {}), ...(word ? { word } : {}) };
  toasts = [...toasts.slice(-2), toast];
  setTimeout(() => dismiss(toast.id), undoTime);
  return toast.id;
}

export function dismiss(id: number): void {
  toasts = toasts.filter((toast) => toast.id !== id);
}
