// The field for a time zone, which may be written as a city.

import { el } from '../dom.js';
import { field } from '../forms.js';
import { time } from '../format.js';
import { city, isKnown, isLoaded, loadZones, offsetName } from '../time-zones.js';
import { say } from './series-dates.js';
import { allZones, findZone } from './zones.js';

/**
 * The field, filled with a text. `kept` is a zone whose spelling stays; `changed` is called when the
 * clock of the written zone is there. Returns the elements, and functions for the zone.
 */
export function zoneField(value, { label = 'Time zone', hint, kept = null, changed = () => {} } = {}) {
  const note = el('p', { class: 'hint preview', id: 'zone-note', 'aria-live': 'polite' });
  const element = field('time_zone', label, 'text', {
    value, list: 'zones', autocomplete: 'off', spellcheck: 'false', below: note, hint,
  });
  const input = element.querySelector('input');
  const written = () => (input.value.trim() === kept ? kept : findZone(input.value));
  const zone = () => (isKnown(written()) ? written() : undefined);
  let looking;
  return {
    elements: [element, el('datalist', { id: 'zones' }, allZones.map((name) => el('option', { value: name, label: city(name) })))],
    /** The zone, undefined if there is none of this name or its clock is not there yet. */
    zone,
    /** The same, once its clock is there. */
    async read() {
      await loadZones(written() ? [written()] : []);
      return zone();
    },
    /** Says below the field what the text means. */
    refresh() {
      const isMissing = written() && !isLoaded(written());
      clearTimeout(looking);
      // Typing may go on. If the service cannot be reached, saving says so.
      if (isMissing) looking = setTimeout(() => loadZones([written()]).then(changed, () => {}), 200);
      say(note, zone() ? inWords(zone()) : isMissing || !input.value.trim() ? '' : 'No such city yet.');
    },
  };
}

/** Such as Kolkata: 17:15 now, UTC+5:30. */
function inWords(zone) {
  const offset = offsetName(Date.now(), zone);
  return `${city(zone)}: ${time(Date.now(), zone)} now${offset === city(zone) ? '' : `, ${offset}`}`;
}
