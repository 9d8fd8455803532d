// An event's hours on the visitor's own clock.

import { day, differsHere, time, zoneName } from './format.js';
import { loadZones, ownZone } from './time-zones.js';

/** Fills the line below an event's hours, which has its times, if the visitor's clock differs. */
export async function showOwnTime(place) {
  const { starts, ends, zone } = place.dataset;
  await loadZones([ownZone, zone]);
  const event = { starts_at: starts, ends_at: ends, time_zone: zone };
  if (!differsHere(event)) return;
  const isSameDay = day(starts, zone) === day(starts, ownZone) && day(ends, zone) === day(ends, ownZone);
  const own = isSameDay ? `${time(starts, ownZone)} – ${time(ends, ownZone)}`
    : `${day(starts, ownZone).replace(/ \d+$/, '')}, ${time(starts, ownZone)}`;
  place.textContent = `Your time: ${own}`;
  place.title = zoneName(event, ownZone);
}
