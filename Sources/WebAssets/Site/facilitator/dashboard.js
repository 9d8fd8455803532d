// The facilitator's events: how full they are, what they bring, and who has just booked.

import '../header.js';
import { content, el, setTitle, show, svg, whileVisible } from '../dom.js';
import { ago, count, day, money, time } from '../format.js';
import { facilitator } from '../session.js';
import { begin, isActive, nothing, notifiedState, own, takings } from './frame.js';

let shown = '';
let known = null;

async function load() {
  const [events, bookings] = await Promise.all([
    facilitator.all(`${own()}/events`), facilitator.all(`${own()}/bookings`),
  ]);
  const state = JSON.stringify([events, bookings]);
  if (state === shown) return;
  shown = state;
  draw(events, bookings);
  known = new Set(bookings.map(({ booking_id: id }) => id));
}

function draw(events, bookings) {
  setTitle(`Welcome, ${facilitator.current.person.name}`);
  if (events.length === 0) {
    nothing('No events yet', 'Put up your first one; guests can book it at once.', ['/facilitator/new-event', 'New event']);
    return;
  }
  const now = Date.now();
  const toCome = events.filter((event) => event.status === 'scheduled' && Date.parse(event.ends_at) > now);
  const rest = events.filter((event) => !toCome.includes(event)).reverse();
  const seats = toCome.reduce((sum, event) => sum + event.capacity - event.seats_left, 0);
  const room = toCome.reduce((sum, event) => sum + event.capacity, 0);
  const income = [...takings(bookings)].map(([currency, amount]) => money(amount, currency));
  show(content(),
    el('dl', { class: 'figures' },
      figure('Events to come', toCome.length),
      figure('Seats taken', seats, ` of ${room}`),
      figure('Money taken', income.join(' · ') || 'None yet')),
    el('div', { class: 'split' },
      el('div', { class: 'stack' },
        eventTable('Events to come', toCome, bookings, el('a', { class: 'button main little', href: '/facilitator/new-event' }, 'New event')),
        rest.length > 0 && eventTable('Past and cancelled', rest, bookings)),
      el('div', { class: 'stack' }, chart(toCome, bookings), feed(bookings))));
}

const figure = (name, value, unit) => el('div', { class: 'card' },
  el('dt', {}, name), el('dd', {}, String(value), unit && el('small', {}, unit)));

function eventTable(title, events, bookings, button) {
  return el('section', { class: 'card', 'aria-label': title },
    el('div', { class: 'spread' }, el('h2', {}, title), button),
    events.length === 0
      ? el('p', { class: 'quiet' }, 'None.')
      : el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
        el('thead', {}, el('tr', {}, ['Event', 'Seats', 'Money', ''].map((name) => el('th', { scope: 'col' }, name)))),
        el('tbody', {}, events.map((event) => row(event, bookings))))));
}

function row(event, bookings) {
  const paid = [...takings(bookings.filter(({ event_id: id }) => id === event.id))]
    .map(([currency, amount]) => money(amount, currency)).join(' · ');
  return el('tr', {},
    el('td', {}, el('a', { href: `/facilitator/events/${event.id}` }, el('b', {}, event.title)), el('br'),
      el('span', { class: 'quiet small' }, `${day(event.starts_at, event.time_zone)}, ${time(event.starts_at, event.time_zone)}`)),
    el('td', {}, event.status === 'cancelled' ? el('span', { class: 'tag bad' }, 'Cancelled') : meter(event)),
    el('td', { class: 'nums' }, paid || el('span', { class: 'quiet' }, event.price ? money(0, event.currency) : 'Free')),
    el('td', {}, event.status === 'scheduled' && Date.parse(event.ends_at) > Date.now() && el('a', {
      class: 'button little', href: `/facilitator/events/${event.id}/edit`,
    }, 'Edit', el('span', { class: 'unseen' }, ` ${event.title}`))));
}

/** How full an event is, for the eye; the words beside it say the same. */
function meter(event) {
  const taken = event.capacity - event.seats_left;
  return el('div', {},
    svg('svg', { class: `meter ${taken === event.capacity ? 'full' : ''}`, viewBox: '0 0 120 8', 'aria-hidden': 'true' },
      svg('rect', { class: 'back', width: 120, height: 8, rx: 4 }),
      taken > 0 && svg('rect', { class: 'front', width: Math.max(8, 120 * taken / event.capacity), height: 8, rx: 4 })),
    el('span', { class: 'small nums' }, `${taken} of ${event.capacity}`));
}

/** How full the next events are, as a drawing with its numbers in words. */
function chart(events, bookings) {
  const next = events.slice(0, 7);
  const height = next.length * 46 - 12;
  const words = next.map((event) => `${event.title}: ${event.capacity - event.seats_left} of ${event.capacity} seats`).join('; ');
  const booked = (event) => bookings.filter((booking) => booking.event_id === event.id && isActive(booking))
    .reduce((sum, booking) => sum + (booking.seats || 1), 0);
  return el('section', { class: 'card stack', 'aria-label': 'How full' }, el('h2', {}, 'How full'),
    next.length === 0 ? el('p', { class: 'quiet' }, 'Nothing is planned.')
      : svg('svg', { class: 'chart', viewBox: `0 0 280 ${height}`, role: 'img', 'aria-label': words },
        next.map((event, index) => {
          const taken = event.capacity - event.seats_left;
          const firm = Math.min(taken, booked(event));
          const y = index * 46;
          const width = (seats) => 280 * seats / event.capacity;
          return svg('g', {},
            svg('text', { x: 0, y: y + 13, class: 'name' }, shortened(event.title)),
            svg('text', { x: 280, y: y + 13, class: 'value', 'text-anchor': 'end' }, `${Math.round(100 * taken / event.capacity)} %`),
            svg('rect', { class: 'back', x: 0, y: y + 21, width: 280, height: 10, rx: 5 }),
            taken > 0 && svg('rect', { class: 'bar-held', x: 0, y: y + 21, width: Math.max(10, width(taken)), height: 10, rx: 5 }),
            firm > 0 && svg('rect', { class: taken === event.capacity ? 'bar-full' : 'bar-good', x: 0, y: y + 21, width: Math.max(10, width(firm)), height: 10, rx: 5 }));
        })));
}

const shortened = (title) => (title.length > 30 ? `${title.slice(0, 29)}…` : title);

function feed(bookings) {
  return el('section', { class: 'card', 'aria-label': 'Latest bookings' }, el('h2', {}, 'Latest bookings'),
    bookings.length === 0
      ? el('p', { class: 'quiet' }, 'They appear here as they come in.')
      : el('ul', { class: 'feed' }, bookings.slice(0, 8).map((booking) => el('li', {
        class: known && !known.has(booking.booking_id) ? 'fresh' : null,
      },
      el('div', { class: 'spread' }, el('b', {}, booking.user), notifiedState(booking)),
      el('p', { class: 'small quiet' }, `${count(booking.seats || 1, 'seat')} · ${booking.event}`, el('br'), ago(booking.notified_at))))));
}

begin(async () => {
  await load();
  whileVisible(3, load);
});
