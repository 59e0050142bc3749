import { dueDay } from '../../event-sourcing/occurred.js';

/** Days from one day to another (to the last of a month or a year), below zero where it is earlier; null without it. */
export function daysUntil(day: string | null | undefined, from: string): number | null {
  return day == null ? null : Math.round((Date.parse(dueDay(day.slice(0, 10))) - Date.parse(from)) / 86_400_000);
}

/** Days since a day or an instant; null without it. */
export function daysSince(day: string | null | undefined, on: string): number | null {
  return day == null ? null : -daysUntil(day, on)! || 0;
}
