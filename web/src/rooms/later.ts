/** Waits until typing pauses, so that one question is asked instead of five. */

const pause = 150;

export function whenTypingPauses(ask: (text: string) => void): (text: string) => void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => ask(text), pause);
  };
}
