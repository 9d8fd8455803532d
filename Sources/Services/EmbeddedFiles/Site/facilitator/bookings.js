// All bookings of the facilitator's events as they come in. They read on while MainAPI is away.

import '../header.js';
import { announce, content, el, show, whileVisible } from '../dom.js';
import { count, dayAndTime, money } from '../format.js';
import { facilitator } from '../session.js';
import { begin, columnHeader, nothing, notifiedState, own } from './frame.js';

let shown = '';
let known = null;

async function load() {
  const bookings = await facilitator.all(`${own()}/bookings`);
  const state = JSON.stringify(bookings);
  if (state === shown) return;
  shown = state;
  if (known !== null && bookings.length > known.size) announce('New bookings have come in.');
  draw(bookings);
  known = new Set(bookings.map(({ booking_id: id }) => id));
}

function draw(bookings) {
  if (bookings.length === 0) {
    nothing('No bookings yet', 'They appear here by themselves as they come in.', ['/facilitator', 'Show my events']);
    return;
  }
  show(content(), el('section', { class: 'card', 'aria-label': 'Bookings' },
    el('h2', {}, count(bookings.length, 'booking')),
    el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, ['Guest', 'State', 'Event', 'Seats', 'Paid', 'When'].map(columnHeader))),
      el('tbody', { class: 'feed' }, bookings.map((booking) => el('tr', {
        class: known && !known.has(booking.booking_id) ? 'fresh' : null,
      },
      el('td', {}, el('b', {}, booking.user)),
      el('td', {}, notifiedState(booking)),
      el('td', { class: 'whole' }, booking.event_id ? el('a', { href: `/facilitator/events/${booking.event_id}` }, booking.event) : booking.event),
      el('td', { class: 'short' }, count(booking.seats || 1, 'seat')),
      el('td', { class: 'number' }, booking.amount_paid ? money(booking.amount_paid, booking.currency) : 'Free'),
      el('td', { class: 'whole quiet small' }, dayAndTime(booking.occurred_at || booking.notified_at)))))))));
}

begin(async () => {
  await load();
  whileVisible(2, load);
});
