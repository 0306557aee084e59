/** What the living page shows inside its elements: the longest names and labels one meets. */
import type { Proposal } from "../Combobox.svelte";
import type { FreeDay } from "../TimeStrip.svelte";

export const long = {
  label: "Erstkonsultation mit Gesundheitsfragebogen",
  name: "Marie-Antoinette de La Rochefoucauld-Liancourt",
  sentence: "The practice has just changed its keys, so nothing was booked; try again, and your request will be sealed to the new ones.",
};

export const samples = [
  { value: "one", label: "First" },
  { value: "two", label: "Second" },
  { value: "three", label: "Third" },
];

const specialties: readonly Proposal[] = [
  { id: "dentist", label: "Dentist" },
  { id: "dermatologist", label: "Dermatologist" },
  { id: "person", label: "Denise Dermy", detail: "Dijon" },
];

export function proposals(typed: string): Proposal[] {
  return specialties.filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()));
}

export const sampleDays: readonly FreeDay[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Mon"].map((weekday, index) => ({
  id: String(index),
  weekday,
  date: `${index + 1} Dec`,
  times: Array.from({ length: (index * 5) % 9 }, (_, slot) => {
    const label = `${String(9 + Math.floor(slot / 2)).padStart(2, "0")}:${slot % 2 === 0 ? "00" : "30"}`;
    return { id: `${index}-${slot}`, label, name: `${weekday} ${index + 1} December at ${label}` };
  }),
}));
