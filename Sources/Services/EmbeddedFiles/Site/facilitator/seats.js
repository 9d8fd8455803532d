// Why each seat of an event is as it is.

import '../header.js';
import { content, el, numberInAddress, setTitle, show, svg } from '../dom.js';
import { action } from '../forms.js';
import { count, dayAndTime, money, period, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import { address } from '../site.js';
import { columnHeader, own, ownEvent, redraw, showEmpty } from './frame.js';
import { others, taken } from './seat-states.js';
import { endsAt } from './time-left.js';

const id = numberInAddress(3);
/** More rows of a table are shown on demand. */
const pageSize = 200;
let shownRows = pageSize;

/** The event and its seats; null if the facilitator has no such event. */
async function load() {
  const event = await ownEvent(id);
  return event && { event, seats: await facilitator.get(`${own()}/events/${id}/seats`) };
}

/** The parts of the page that are drawn again; null before the first time. */
let parts = null;
let data = null;

function draw(loaded) {
  if (loaded === null) {
    setTitle('No such event');
    showEmpty('Not found', 'You have no event with this number.', ['/facilitator', 'Show my events']);
    return;
  }
  data = loaded;
  setTitle(`Seats of ${data.event.title}`);
  const crumb = document.querySelector('.crumb');
  crumb.href = address(`/facilitator/events/${id}`);
  if (!parts) {
    parts = [el('div', {}), el('div', {}), el('div', {})];
    show(content(), parts);
  }
  drawParts();
}

function drawParts() {
  const { seats } = data;
  const rows = (states) => seats.rows.filter(({ state }) => state in states);
  redraw(parts[0], overview(data));
  redraw(parts[1], card(count(seats.capacity, 'seat'), seatTable(rows(taken), seats.capacity)));
  const waiting = rows(others);
  redraw(parts[2], waiting.length > 0 && card('Not among these seats', otherTable(waiting)));
}

const card = (title, ...children) => el('section', { class: 'card', 'aria-label': title }, el('h2', {}, title), children);

/** The sums as a bar and as a list with the meaning of each state. */
function overview({ event, seats }) {
  const entry = (state, { name, text }, sum) => el('div', {},
    el('dt', {}, el('span', { class: `seat-mark ${state}`, 'aria-hidden': 'true' }), name),
    el('dd', {}, el('b', { class: 'nums' }, sum), el('span', { class: 'quiet small' }, text)));
  const notTaken = Object.entries(others).filter(([state]) => seats[state] > 0);
  return el('section', { class: 'card stack', 'aria-label': 'Summary' },
    el('p', {}, el('b', {}, period(event)), el('br'),
      el('span', { class: 'quiet' }, `${zoneName(event)}${event.location && ' · '}`, el('bdi', {}, event.location))),
    event.status === 'cancelled' && el('p', {}, el('span', { class: 'tag bad' }, 'Cancelled')),
    bar(seats),
    el('dl', { class: 'seat-sums' }, Object.entries(taken).map(([state, words]) => entry(state, words, seats[state])),
      notTaken.map(([state, words]) => entry(state, words, state === 'waiting' ? count(seats.waiting, 'guest') : seats[state]))));
}

/** A bar of the seats by state; the list below has the same numbers. */
function bar(seats) {
  let x = 0;
  return svg('svg', { class: 'seat-bar', viewBox: '0 0 1000 24', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    Object.keys(taken).filter((state) => seats[state] > 0).map((state) => {
      const width = 1000 * seats[state] / seats.capacity;
      const part = svg('rect', { class: state, x, width, height: 24 });
      x += width;
      return part;
    }));
}

const tag = (state, name) => el('span', { class: `tag seat ${state}` }, name);

function guest({ user, booking_id: booking }) {
  if (!user) return el('span', { class: 'quiet' }, 'Anyone');
  const name = el('b', {}, el('bdi', {}, user.name));
  return booking ? el('a', { href: `/facilitator/bookings/${booking}` }, name) : name;
}

function seatTable(rows, capacity) {
  return [el('div', { class: 'wrap spaced' }, el('table', { class: 'rows queue' },
    el('thead', {}, el('tr', {}, ['Guest', 'State', 'Seats', 'Since', 'Until', 'Paid'].map(columnHeader))),
    el('tbody', {}, rows.slice(0, shownRows).map((row) => el('tr', {},
      el('td', {}, guest(row)),
      el('td', {}, tag(row.state, taken[row.state].name)),
      el('td', { class: 'short' }, count(row.seats, 'seat')),
      el('td', { class: 'quiet small', 'data-label': row.since && 'Since' }, row.since && dayAndTime(row.since)),
      el('td', { class: 'small', 'data-label': row.until && 'Until' }, row.until && endsAt(row.until)),
      el('td', { class: 'number', 'data-label': row.paid === null ? null : 'Paid' }, row.paid !== null && paid(row))))),
    rows.length <= shownRows && el('tfoot', {}, el('tr', {},
      el('th', { scope: 'row' }, 'All'), el('td', {}), el('td', { class: 'short' }, el('b', {}, count(capacity, 'seat'))),
      el('td', {}), el('td', {}), el('td', {}))))),
  more(rows)];
}

const paid = ({ paid: amount, currency }) => (amount > 0 ? money(amount, currency) : el('span', { class: 'quiet' }, 'Nothing'));

const otherTable = (rows) => [el('div', { class: 'wrap spaced' }, el('table', { class: 'rows queue' },
  el('thead', {}, el('tr', {}, ['Guest', 'State', 'Seats', 'Since', 'Until'].map(columnHeader))),
  el('tbody', {}, rows.slice(0, shownRows).map((row) => el('tr', {},
    el('td', {}, guest(row)),
    el('td', {}, tag(row.state, others[row.state].name)),
    el('td', { class: 'short' }, count(row.seats, 'seat')),
    el('td', { class: 'quiet small', 'data-label': 'Since' }, dayAndTime(row.since)),
    el('td', { class: 'small', 'data-label': row.until && 'Until' }, row.until && dayAndTime(row.until))))))), more(rows)];

const more = (rows) => rows.length > shownRows && el('div', { class: 'more' },
  action(`Show more of ${rows.length}`, '', () => { shownRows += pageSize; drawParts(); }));

livePage(load, draw, { session: facilitator });
