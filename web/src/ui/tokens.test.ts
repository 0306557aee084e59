/** Measures what tokens.css promises: text 7:1 on every ground, borders of controls 3:1, in both lights (WCAG 2.2). */
import { expect, test } from "vitest";
import css from "./tokens.css?raw";

type Light = "light" | "dark";
type Colour = readonly [red: number, green: number, blue: number];

const grounds = ["paper", "sheet", "well", "chosen"];
type Pair = [text: string, ground: string, least: number];

const pairs: readonly Pair[] = [
  ...grounds.flatMap((ground) => ["ink", "ink-soft", "link", "danger", "warning"].map((text): Pair => [text, ground, 7])),
  ["ink", "danger-ground", 7],
  ["danger", "danger-ground", 7],
  ["ink", "warning-ground", 7],
  ["warning", "warning-ground", 7],
  ["on-action", "action", 7],
  ["on-action", "action-over", 7],
  ["on-danger", "danger", 7],
  ["on-danger", "danger-over", 7],
  ["paper", "ink", 7],
  ...["paper", "sheet"].flatMap((ground) => ["edge", "focus", "seal", "action"].map((border): Pair => [border, ground, 3])),
  ["seal-mark", "seal", 4.5],
];

function token(name: string, light: Light): Colour {
  const found = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\);`).exec(css);
  const digits = found?.[light === "light" ? 1 : 2];
  if (digits === undefined) throw new Error(`tokens.css has no plain --${name}.`);
  const channel = (at: number) => Number.parseInt(digits.slice(at, at + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as unknown as Colour;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

for (const light of ["light", "dark"] as const) {
  test.each(pairs)(`in the ${light}, %s on %s reaches %s:1`, (text, ground, least) => {
    expect(contrast(token(text, light), token(ground, light))).toBeGreaterThanOrEqual(least);
  });
}
