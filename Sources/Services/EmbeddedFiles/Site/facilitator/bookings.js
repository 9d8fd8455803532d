// The bookings of the facilitator's events. CRMAPI has them, so they can be read without MainAPI.

import '../header.js';
import { announce, content, el } from '../dom.js';
import { action } from '../forms.js';
import { count, dayAndTime } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import { amountCell, csvButton, eventZones, timeCells } from './csv.js';
import { columnHeader, notifiedSeats, notifiedState, notifiedSum, own, redraw, showEmpty } from './frame.js';

/** The number of pages shown, from the newest booking on. */
let pages = 1;

async function load() {
  const bookings = [];
  let next = null;
  for (let page = 0; page < pages; page += 1) {
    const answer = await facilitator.get(`${own()}/bookings?limit=100${next ? `&cursor=${next}` : ''}`);
    bookings.push(...answer.data);
    next = answer.page.next;
    if (!next) break;
  }
  return { bookings, hasMore: next !== null };
}

function draw({ bookings, hasMore }, previous) {
  const known = previous && new Set(previous.bookings.map(({ booking_id: id }) => id));
  // New bookings come before all known ones; older pages come after them.
  const firstKnown = known ? bookings.findIndex(({ booking_id: id }) => known.has(id)) : 0;
  if (firstKnown > 0) announce('New bookings have arrived.');
  if (bookings.length === 0) {
    showEmpty('No bookings yet', 'They appear here as soon as guests book.', ['/facilitator', 'Show my events']);
    return;
  }
  redraw(content(), el('section', { class: 'card', 'aria-label': 'Bookings' },
    el('div', { class: 'spread' },
      el('h2', {}, hasMore ? `Latest ${count(bookings.length, 'booking')}` : count(bookings.length, 'booking')), csv),
    el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, ['Guest', 'State', 'Event', 'Seats', 'Paid', 'When'].map(columnHeader))),
      el('tbody', { class: 'feed' }, bookings.map((booking, index) => el('tr', {
        class: index < firstKnown ? 'fresh' : null,
      },
      el('td', {}, el('a', { href: `/facilitator/bookings/${booking.booking_id}` }, el('b', {}, booking.user))),
      el('td', {}, notifiedState(booking)),
      el('td', { class: 'whole' }, booking.event_id ? el('a', { href: `/facilitator/events/${booking.event_id}` }, el('bdi', {}, booking.event)) : booking.event),
      el('td', { class: 'short' }, notifiedSeats(booking)),
      el('td', { class: 'number' }, notifiedSum(booking)),
      el('td', { class: 'whole quiet small' }, dayAndTime(booking.occurred_at || booking.notified_at))))))),
    el('div', { class: 'more' }, hasMore && action('Show older ones', '', async () => { pages += 1; await refresh(); }))));
}

/** All bookings for a spreadsheet. */
async function table() {
  const [bookings, zoneOf] = await Promise.all([facilitator.all(`${own()}/bookings`), eventZones()]);
  return [
    ['Booking', 'Guest', 'Event', 'Seats', 'State', 'Paid', 'Currency', 'Changed', 'Time zone'],
    ...bookings.map((booking) => [booking.booking_id, booking.user, booking.event, booking.seats ?? '',
      booking.status || '', amountCell(booking.amount_paid, booking.currency), booking.currency || '',
      ...timeCells(booking.occurred_at || booking.notified_at, zoneOf(booking))]),
  ];
}

const csv = el('div', { class: 'row no-print' }, csvButton('bookings', table));
const refresh = livePage(load, draw, { session: facilitator });
