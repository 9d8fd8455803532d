// Between moments and what the clock on a wall shows in a time zone.

/** Milliseconds by which the zone's clock is ahead of UTC at that moment. */
function offset(moment, zone) {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
    hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second)
    - Math.floor(moment / 1000) * 1000;
}

/** A moment as a field for date and time takes it: 2027-02-12T09:00. */
export function toLocal(text, zone) {
  const moment = Date.parse(text);
  return new Date(moment + offset(moment, zone)).toISOString().slice(0, 16);
}

/**
 * The moment at which the zone's clock shows that; undefined for an empty field. Twice a year a
 * clock jumps: what it shows twice is taken the first time, what it leaves out an hour later.
 */
export function fromLocal(text, zone) {
  // The engine's own parser takes more than it should, such as ":00Z".
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return undefined;
  const wall = Date.parse(`${text.slice(0, 16)}:00Z`);
  const moment = wall - offset(wall - offset(wall, zone), zone);
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}
