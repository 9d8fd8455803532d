// The fields for the end of booking, a time before the start.

import { el } from '../dom.js';
import { field } from '../forms.js';
import { wholeNumber } from './numbers.js';

const minutesOf = { minutes: 1, hours: 60, days: 1440 };
/** A year, the limit of the service. */
const most = 525600;

/** The texts of an event until whose start guests can book. */
export const noClosing = { amount: '', unit: 'hours' };

/** The texts of a number of minutes, in the largest unit that divides it; null is none. */
export function closingTexts(minutes) {
  if (minutes === null) return noClosing;
  const unit = ['days', 'hours'].find((name) => minutes > 0 && minutes % minutesOf[name] === 0) || 'minutes';
  return { amount: String(minutes / minutesOf[unit]), unit };
}

/** The fields, filled with texts, and functions that return their minutes and their texts. */
export function closingFields(texts = noClosing) {
  const amount = field('booking_closes_minutes_before', 'Booking closes', 'text', {
    value: texts.amount, inputmode: 'numeric', autocomplete: 'off', hint: 'Empty: guests can book until the start.',
  });
  const unit = field('closing_unit', 'Before the start, in', Object.keys(minutesOf).map((name) => [name, name]), {
    value: texts.unit,
  });
  const [number, choice] = [amount.querySelector('input'), unit.querySelector('select')];
  return {
    element: el('div', { class: 'pair' }, amount, unit),
    texts: () => ({ amount: number.value, unit: choice.value }),
    /** The minutes, null for none, or undefined for an error. */
    read: () => {
      if (!number.value.trim()) return null;
      const minutes = wholeNumber(number.value) * minutesOf[choice.value];
      return minutes >= 0 && minutes <= most ? minutes : undefined;
    },
  };
}
