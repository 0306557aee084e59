/**
 * An iCalendar file (RFC 5545) made here, for the reader's own calendar. Calendars are often kept by third parties:
 * the file says when and where, neither with whom nor why. Pure.
 */
import type { Appointment } from "../../worker/door-types";
import { endOf } from "./rules";

export interface CalendarWords {
  summary: string;
  description: string;
}

/** The same visit keeps its UID and counts its changes, so that a calendar replaces what it has. */
export function calendarFile(appointment: Appointment, words: CalendarWords, now: Date): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Serment//Serment 1//FR",
    "CALSCALE:GREGORIAN",
    "BEGIN:VEVENT",
    `UID:${appointment.appointment}@serment.invalid`,
    `SEQUENCE:${Math.max(0, appointment.history.length - 1)}`,
    `DTSTAMP:${basic(now)}`,
    `DTSTART:${basic(new Date(appointment.start))}`,
    `DTEND:${basic(endOf(appointment))}`,
    `STATUS:${appointment.state === "cancelled" ? "CANCELLED" : "CONFIRMED"}`,
    `SUMMARY:${escaped(words.summary)}`,
    `LOCATION:${escaped(appointment.address)}`,
    `DESCRIPTION:${escaped(words.description)}`,
    "CLASS:PRIVATE",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}

/** Form 2 of section 3.3.5: UTC. */
function basic(moment: Date): string {
  return `${moment.toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

/** Section 3.3.11. */
function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, "\\$&").replaceAll(/\r?\n/g, "\\n");
}

/** Section 3.1: no line over 75 octets, and no character cut in two. */
function folded(line: string): string {
  const encoder = new TextEncoder();
  const pieces = [""];
  let octets = 0;
  for (const character of line) {
    const size = encoder.encode(character).length;
    if (octets + size > 75) {
      pieces.push("");
      octets = 1;
    }
    pieces[pieces.length - 1] += character;
    octets += size;
  }
  return pieces.join("\r\n ");
}
