// Converts between moments and the local time of a time zone.

import { zoneOffset } from '../format.js';

/** A moment as the value of a `datetime-local` field, such as 2027-02-12T09:00. */
export function toLocal(text, zone) {
  const moment = Date.parse(text);
  return new Date(moment + zoneOffset(moment, zone)).toISOString().slice(0, 16);
}

/**
 * The moment of a local time; undefined for an empty field. A local time that occurs twice, when
 * the clock is set back, means the first; one that is skipped means an hour later.
 */
export function fromLocal(text, zone) {
  // Date.parse alone would accept more, such as ":00Z".
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const local = Date.parse(`${text.slice(0, 16)}:00Z`);
  const moment = local - zoneOffset(local - zoneOffset(local, zone), zone);
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}
