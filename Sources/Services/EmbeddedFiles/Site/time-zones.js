// The rules of time zones, which come from the server: those of a browser can differ from them, and
// texts of scripts and of the server's pages must agree.

import { call } from './api.js';
import { root } from './site.js';

/** The name of the visitor's zone. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** By name; null for a zone that the server does not have. Times are in milliseconds. */
const zones = new Map([['UTC', { until: Infinity, offset: 0, changes: [] }]]);
const loading = new Map();

/** The length of 28 years without a skipped leap day, after which the weekdays of dates repeat. */
const cycle = 28 * 365.25 * 86400000;

async function load(name) {
  try {
    const { value } = await call(root, 'GET', `/time-zones?name=${encodeURIComponent(name)}`);
    zones.set(name, {
      until: Date.parse(value.until), offset: value.offset * 1000,
      changes: value.changes.map(({ at, offset }) => ({ at: Date.parse(at), offset: offset * 1000 })),
    });
  } catch (problem) {
    if (problem.status !== 404 && problem.status !== 422) throw problem;
    zones.set(name, null);
  } finally {
    loading.delete(name);
  }
}

/** Loads the zones with these names, each once. */
export async function loadZones(names) {
  await Promise.all([...new Set(names)].filter((name) => !zones.has(name)).map((name) => {
    if (!loading.has(name)) loading.set(name, load(name));
    return loading.get(name);
  }));
}

/** The names of the zones in data of a service. */
export function zonesIn(data) {
  if (!data || typeof data !== 'object') return [];
  return Object.entries(data).flatMap(([name, value]) =>
    (name === 'time_zone' && typeof value === 'string' ? [value] : zonesIn(value)));
}

/** Whether it has been loaded, also if the server does not have it. */
export const isLoaded = (name) => zones.has(name);

/** Whether it has been loaded and the server has it. */
export const isKnown = (name) => Boolean(zones.get(name));

/** Milliseconds by which a zone's clock is ahead of UTC at a moment; 0 for a zone that is not known. */
export function zoneOffset(moment, name) {
  const zone = zones.get(name);
  if (!zone) return 0;
  const covered = moment < zone.until ? moment
    : moment - Math.ceil((moment - zone.until + 1) / cycle) * cycle;
  return (zone.changes.findLast(({ at }) => at <= covered) || zone).offset;
}

/** Such as UTC+5:30, at a moment in milliseconds. */
export function offsetName(moment, name) {
  const offset = zoneOffset(moment, name);
  if (offset === 0) return 'UTC';
  const minutes = Math.floor(Math.abs(offset) / 60000);
  const rest = minutes % 60 ? `:${String(minutes % 60).padStart(2, '0')}` : '';
  return `UTC${offset < 0 ? '−' : '+'}${Math.floor(minutes / 60)}${rest}`;
}

/** Such as Buenos Aires for America/Argentina/Buenos_Aires. */
export const city = (zone) => zone.split('/').pop().replaceAll('_', ' ');
