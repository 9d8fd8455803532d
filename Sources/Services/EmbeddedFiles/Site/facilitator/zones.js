// Time zones in forms: their names, and conversions between moments and the local time of a zone.

import { fold } from '../search.js';
import { city, ownZone, zoneOffset } from '../time-zones.js';

/** A moment as the value of a `datetime-local` field, such as 2027-02-12T09:00. */
export function toLocal(text, zone) {
  const moment = Date.parse(text);
  return new Date(moment + zoneOffset(moment, zone)).toISOString().slice(0, 16);
}

/**
 * The moments of a local time, the first one first: none if the clock skips it when it is set
 * forward, two if it repeats it when it is set back. Undefined if the text is no local time.
 */
export function moments(text, zone) {
  // Date.parse alone would accept more, such as ":00Z".
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const local = Date.parse(`${text.slice(0, 16)}:00Z`);
  // No zone has two changes within two days.
  const offsets = [86400000, -86400000].map((distance) => zoneOffset(local + distance, zone));
  return [...new Set(offsets.map((offset) => local - offset))]
    .filter((moment) => moment + zoneOffset(moment, zone) === local).sort((one, other) => one - other);
}

/** The first local time after the skipped one. */
export function afterSkipped(text, zone) {
  const local = Date.parse(`${text.slice(0, 16)}:00Z`);
  const [before, after] = [-86400000, 86400000].map((distance) => zoneOffset(local + distance, zone));
  return new Date(local - before + after).toISOString().slice(0, 16);
}

export const timestamp = (moment) => `${new Date(moment).toISOString().slice(0, 19)}Z`;

/** Present names of zones that browsers list by a former one. */
const renamed = {
  'Africa/Asmera': 'Africa/Asmara', 'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca', 'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba', 'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis', 'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville', 'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata', 'Asia/Katmandu': 'Asia/Kathmandu', 'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh', 'Atlantic/Faeroe': 'Atlantic/Faroe', 'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton', 'Pacific/Ponape': 'Pacific/Pohnpei', 'Pacific/Truk': 'Pacific/Chuuk',
};

const present = (name) => renamed[name] || name;

/** The visitor's zone by its present name. */
export const homeZone = present(ownZone);

/** The names of all zones of the browser, by city. */
export const allZones = [...new Set(['UTC', homeZone, ...(Intl.supportedValuesOf?.('timeZone') || []).map(present)])]
  .sort((one, other) => (city(one) < city(other) ? -1 : 1));

/**
 * The zone that a person wrote: its name, or its city in any case; undefined if there is none. The
 * server may not have it.
 */
export function findZone(text) {
  const wanted = fold(text.trim()).replaceAll('_', ' ');
  if (!wanted) return undefined;
  const names = allZones.concat(Object.keys(renamed));
  const found = names.find((zone) => fold(zone).replaceAll('_', ' ') === wanted)
    || names.find((zone) => fold(city(zone)) === wanted);
  if (found) return present(found);
  // A browser lists fewer names than it knows, such as US/Pacific.
  return /^[\w+-]+\/[\w+/-]+$/.test(text.trim()) ? text.trim() : undefined;
}
