/** The fixed set of eight colours for motives, by the letter that always goes with each. */
export const motiveLetters = ["A", "B", "C", "D", "E", "F", "G", "H"] as const;

export function motiveClass(index: number): string {
  return `motive-${(motiveLetters[index % motiveLetters.length] ?? "A").toLowerCase()}`;
}
