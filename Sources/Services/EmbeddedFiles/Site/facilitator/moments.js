// A field for a local time that says when clocks change.

import { serverNow } from '../api.js';
import { el, show } from '../dom.js';
import { field } from '../forms.js';
import { city, offsetName } from '../time-zones.js';
import { afterSkipped, moments, timestamp, toLocal } from './zones.js';

/** The texts of a moment: its local time, and whether it is the second of two with that time. */
export function momentTexts(text, zone) {
  const local = toLocal(text, zone);
  const minute = Math.floor(Date.parse(text) / 60000) * 60000;
  return { local, isSecond: (moments(local, zone) || []).indexOf(minute) > 0 };
}

/**
 * A field for a date and time, filled with texts from `momentTexts`. `original` is the moment that
 * an unchanged field means to the second: {text, zone}. `past` is the warning for another moment in
 * the past, which is an error without an original.
 */
export function momentField(name, label, texts, original, past) {
  const note = el('p', { class: 'hint', hidden: true });
  const which = el('select', { id: `${name}-which`, name: `${name}_which` },
    el('option', { value: '' }), el('option', { value: 'second', selected: texts.isSecond }));
  const choice = el('div', { class: 'spaced', hidden: true },
    el('label', { for: `${name}-which` }, 'The clocks go back that night, so this time comes twice'), which);
  const below = el('div', { id: `${name}-clocks`, 'aria-live': 'polite' }, note, choice);
  const element = field(name, label, 'datetime-local', { value: texts.local, below, max: '9999-12-31T23:59' });
  const input = element.querySelector('input');
  const read = () => ({ local: input.value, isSecond: which.value === 'second' });

  const refresh = (zone) => {
    const found = zone && moments(input.value, zone);
    choice.hidden = found?.length !== 2;
    if (found?.length === 2) {
      const clock = input.value.slice(11, 16);
      ['first', 'second'].forEach((word, index) => {
        which.options[index].textContent = `The ${word} ${clock} (${offsetName(found[index], zone)})`;
      });
    }
    const { text, detail } = zone && input.value ? moment(zone) : {};
    const warning = detail || (text !== original?.text && isPast(text) ? past : null);
    note.hidden = !warning;
    if (warning && note.textContent !== warning) show(note, warning);
  };

  /** The moment as a timestamp, or {detail} of an error. */
  const moment = (zone) => {
    if (!input.value) {
      return { detail: input.validity.badInput ? 'Complete the date and time.' : 'Choose a date and time.' };
    }
    const texts = read();
    if (original?.zone === zone) {
      const before = momentTexts(original.text, zone);
      if (before.local === texts.local && before.isSecond === texts.isSecond) return { text: original.text };
    }
    const found = moments(texts.local, zone);
    if (!found?.length) return { detail: skipped(texts.local, zone) };
    const text = timestamp(found[texts.isSecond ? found.length - 1 : 0]);
    return past && !original && isPast(text) ? { detail: past } : { text };
  };
  /** Hides the warning, where an error says the same. */
  const hideNote = () => { note.hidden = true; };
  return { element, read, refresh, moment, hideNote };
}

const isPast = (text) => Date.parse(text) <= serverNow();

const skipped = (local, zone) => `There is no ${local.slice(11, 16)} in ${city(zone)} on that day: the clocks go `
  + `forward, and ${local.slice(11, 16)} would be ${afterSkipped(local, zone).slice(11, 16)}.`;
