// How full an event is.

import { el, svg } from '../dom.js';

/** The seats, or why the event has none to book. */
export function seatsOrState(event) {
  if (event.status === 'cancelled') return el('span', { class: 'tag bad' }, 'Cancelled');
  if (event.visibility === 'draft') return el('span', { class: 'tag' }, 'Draft');
  return [meter(event), event.visibility === 'unlisted' && el('span', { class: 'tag' }, 'Unlisted')];
}

/** A bar of the seats taken, with the same numbers below it, and how many guests wait. */
function meter(event) {
  const taken = event.capacity - event.seats_left;
  return el('div', {},
    svg('svg', { class: 'meter', viewBox: '0 0 120 8', 'aria-hidden': 'true' },
      svg('rect', { class: 'back', width: 120, height: 8, rx: 4 }),
      taken > 0 && svg('rect', { class: 'booked', width: Math.max(8, 120 * taken / event.capacity), height: 8, rx: 4 })),
    el('span', { class: 'small nums short' }, `${taken} of ${event.capacity}`),
    event.waitlist.waiting > 0 && [el('br'), el('span', { class: 'small nums short' }, `${event.waitlist.waiting} waiting`)]);
}
