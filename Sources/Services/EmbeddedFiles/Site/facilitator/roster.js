// One event of the facilitator: its guests on screen, on paper and as a spreadsheet.

import '../header.js';
import { asset, content, el, numberInAddress, setTitle, show } from '../dom.js';
import { action } from '../forms.js';
import { period, sky, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { matches } from '../search.js';
import { facilitator } from '../session.js';
import { cancelEvent } from './cancel-event.js';
import { amountCell, csvButton, timeCells } from './csv.js';
import {
  amounts, columnHeader, emailLink, figure, income, isActive, notifiedSeats, notifiedState, notifiedSum, own, ownEvent, redraw,
  searchField, showEmpty,
} from './frame.js';

const id = numberInAddress(3);
let search = '';
let data = null;
/** The parts of the page that are drawn again, so that the search field stays; null before that. */
let parts = null;
/** Email addresses by guest; null if the facilitator sees none. */
const addresses = new Map();

/** Loads the addresses of guests that are new on the roster. */
async function loadAddresses(bookings) {
  const missing = [...new Set(bookings.map(({ user_id: guest }) => guest))].filter((guest) => guest && !addresses.has(guest));
  for (let start = 0; start < missing.length; start += 200) {
    const ids = missing.slice(start, start + 200);
    const { data } = await facilitator.get(`${own()}/users?limit=200&ids=${ids}`);
    for (const guest of ids) addresses.set(guest, data.find((user) => user.id === guest)?.email);
  }
}

/** The event with its roster and money report, or null if the facilitator has no such event. */
async function load() {
  const event = await ownEvent(id);
  if (!event) return null;
  const [bookings, report] = await Promise.all([
    facilitator.all(`${own()}/bookings?event_id=${id}`), facilitator.get(`${own()}/events/${id}/money`),
  ]);
  await loadAddresses(bookings);
  const roster = bookings.map((booking) => ({ ...booking, email: addresses.get(booking.user_id) || '' }));
  return { event, roster, report };
}

function draw(loaded) {
  if (loaded === null) {
    setTitle('No such event');
    showEmpty('Not found', 'You have no event with this number.', ['/facilitator', 'Show my events']);
    return;
  }
  data = loaded;
  setTitle(data.event.title);
  if (!parts) {
    parts = { about: el('div', { class: 'stack' }), rows: el('tbody', {}) };
    show(content(), parts.about, rosterCard());
  }
  redraw(parts.about, about(data));
  drawRows();
}

function about({ event, roster, report }) {
  const coming = roster.filter(isActive);
  const seats = coming.reduce((sum, booking) => sum + (booking.seats || 1), 0);
  const isOpen = event.status === 'scheduled' && Date.parse(event.ends_at) > Date.now();
  const owed = amounts([report], (sum) => sum.refunds_initiated + sum.refunds_failed);
  const disputed = amounts([report], (sum) => sum.disputed);
  return [
    el('section', { class: 'card', 'aria-label': 'Event' }, el('div', { class: 'event-line' },
      el('div', { class: 'stack' },
        el('p', {}, el('b', {}, period(event)), el('br'),
          el('span', { class: 'quiet' }, `${zoneName(event)}${event.location && ' · '}`, el('bdi', {}, event.location))),
        event.status === 'cancelled' && el('p', {}, el('span', { class: 'tag bad' }, 'Cancelled')),
        event.visibility !== 'public' && el('p', {}, el('span', { class: 'tag' }, event.visibility === 'draft' ? 'Draft' : 'Unlisted'))),
      el('img', { class: 'cover no-print', src: asset(sky(event)), alt: '', width: 96, height: 96 })),
    el('p', { class: 'row spaced no-print' },
      isOpen && el('a', { class: 'button little', href: `/facilitator/events/${id}/edit` }, 'Edit'),
      el('a', { class: 'button little', href: `/facilitator/new-event?from=${id}` }, 'Duplicate'),
      event.visibility !== 'draft' && el('a', { class: 'button little', href: `/e/${id}` }, 'Guests’ page'),
      isOpen && action('Cancel the event …', 'danger little', () => cancelEvent(event, refresh)))),
    el('dl', { class: 'figures' },
      figure('Guests', coming.length),
      figure('Seats', seats, ` of ${event.capacity}`),
      figure('Held for payment', Math.max(0, event.capacity - event.seats_left - seats)),
      figure('Income', amounts([report], income) || 'None',
        [owed && ` ${owed} being refunded`, disputed && ` ${disputed} disputed`].filter(Boolean).join(','))),
  ];
}

function rosterCard() {
  return el('section', { class: 'card', 'aria-label': 'Roster' },
    el('div', { class: 'spread' }, el('h2', {}, 'Roster'),
      el('div', { class: 'row no-print' },
        searchField('Search the roster', (text) => { search = text; drawRows(); }),
        el('button', { class: 'button little', type: 'button', click: () => print() }, 'Print'),
        csvButton(`roster-${id}`, () => table(data)))),
    el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, ['Guest', 'State', 'Email', 'Seats', 'Paid'].map(columnHeader))),
      parts.rows)));
}

function drawRows() {
  const found = data.roster.filter((booking) => matches(search, booking.user, booking.email));
  redraw(parts.rows, found.length === 0
    ? el('tr', {}, el('td', { colspan: 5, class: 'quiet' }, data.roster.length ? 'No guest found.' : 'No bookings yet.'))
    : found.map(row));
}

const row = (booking) => el('tr', {},
  el('td', {}, el('b', {}, booking.user)),
  el('td', {}, notifiedState(booking)),
  el('td', { class: 'whole' }, booking.email ? emailLink(booking.email) : el('span', { class: 'quiet' }, 'No email')),
  el('td', { class: 'short' }, notifiedSeats(booking)),
  el('td', { class: 'number' }, notifiedSum(booking)));

/** The roster for a spreadsheet. */
const table = ({ event, roster }) => [
  ['Booking', 'Guest', 'Email', 'Seats', 'State', 'Paid', 'Currency', 'Changed', 'Time zone'],
  ...roster.map((booking) => [booking.booking_id, booking.user, booking.email, booking.seats ?? '',
    booking.status || '', amountCell(booking.amount_paid, booking.currency), booking.currency || '',
    ...timeCells(booking.occurred_at || booking.notified_at, event.time_zone)]),
];

const refresh = livePage(load, draw, { session: facilitator });
