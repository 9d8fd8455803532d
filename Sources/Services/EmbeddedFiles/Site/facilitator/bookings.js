// All bookings of the facilitator's events. CRMAPI has them, so they can be read without MainAPI.

import '../header.js';
import { announce, content, el, show } from '../dom.js';
import { count, dayAndTime, money } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import { columnHeader, notifiedState, own, showEmpty, showTabs } from './frame.js';

function draw(bookings, previous) {
  const known = previous && new Set(previous.map(({ booking_id: id }) => id));
  if (known && bookings.length > known.size) announce('New bookings have arrived.');
  if (bookings.length === 0) {
    showEmpty('No bookings yet', 'They appear here as soon as guests book.', ['/facilitator', 'Show my events']);
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

showTabs();
livePage(() => facilitator.all(`${own()}/bookings`), draw, { session: facilitator });
