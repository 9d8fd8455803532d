// Weeks from Monday to Sunday, as the names of groups in a list of events.

import { serverNow } from '../api.js';
import { day } from '../format.js';
import { zoneOffset } from '../time-zones.js';

const dayLength = 86400000;

/** The number of the week of a moment, by the calendar of a zone. */
function weekNumber(moment, zone) {
  // 1 January 1970 was a Thursday.
  return Math.floor((Math.floor((moment + zoneOffset(moment, zone)) / dayLength) + 3) / 7);
}

/** Such as This week, or 15 – 21 Feb 2027. */
export function weekOf(event) {
  const zone = event.time_zone;
  const week = weekNumber(Date.parse(event.starts_at), zone);
  const names = { '-1': 'Last week', 0: 'This week', 1: 'Next week' };
  const name = names[week - weekNumber(serverNow(), zone)];
  if (name) return name;
  const monday = (week * 7 - 3) * dayLength;
  const [from, to] = [monday, monday + 6 * dayLength].map((moment) => day(moment, 'UTC').split(' ').slice(1));
  const start = from.slice(0, from[2] !== to[2] ? 3 : from[1] !== to[1] ? 2 : 1).join(' ');
  return `${start} – ${to.join(' ')}`;
}
