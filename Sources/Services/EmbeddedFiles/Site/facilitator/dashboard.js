// The facilitator's events with their seats and income, and the latest bookings.

import '../header.js';
import { serverNow } from '../api.js';
import { content, el, setTitle, show, svg } from '../dom.js';
import { ago, count, day, money, time } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import {
  amounts, columnHeader, figure, income, isActive, notifiedState, own, showEmpty, showTabs,
} from './frame.js';

async function load() {
  const [events, bookings, reports] = await Promise.all([
    facilitator.all(`${own()}/events`), facilitator.all(`${own()}/bookings`), facilitator.all(`${own()}/money`),
  ]);
  return { events, bookings, reports };
}

function draw({ events, bookings, reports }, previous) {
  setTitle(`Welcome, ${facilitator.current.person.name}`);
  if (events.length === 0) {
    showEmpty('No events yet', 'Publish your first event, and guests can book it.', ['/facilitator/new-event', 'New event']);
    return;
  }
  const now = Date.now();
  const upcoming = events.filter((event) => event.status === 'scheduled' && Date.parse(event.ends_at) > now);
  const rest = events.filter((event) => !upcoming.includes(event)).reverse();
  const seats = upcoming.reduce((sum, event) => sum + event.capacity - event.seats_left, 0);
  const capacity = upcoming.reduce((sum, event) => sum + event.capacity, 0);
  show(content(),
    el('dl', { class: 'figures' },
      figure('Upcoming events', upcoming.length),
      figure('Seats taken', seats, ` of ${capacity}`),
      figure('Income', amounts(reports, income) || 'None yet')),
    el('div', { class: 'split' },
      el('div', { class: 'stack' },
        eventTable('Upcoming events', upcoming, bookings, reports, el('a', { class: 'button main little', href: '/facilitator/new-event' }, 'New event')),
        rest.length > 0 && eventTable('Past and cancelled', rest, bookings, reports)),
      el('div', { class: 'stack' }, chart(bookings), feed(bookings, previous?.bookings))));
}

function eventTable(title, events, bookings, reports, button) {
  return el('section', { class: 'card', 'aria-label': title },
    el('div', { class: 'spread' }, el('h2', {}, title), button),
    events.length === 0
      ? el('p', { class: 'quiet' }, 'None.')
      : el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
        el('thead', {}, el('tr', {}, ['Event', 'Seats', 'Income', ''].map(columnHeader))),
        el('tbody', {}, events.map((event) => row(event, bookings, reports))))));
}

function row(event, bookings, reports) {
  const paid = amounts(reports.filter(({ event_id: id }) => id === event.id), income);
  return el('tr', {},
    el('td', {}, el('a', { href: `/facilitator/events/${event.id}` }, el('b', {}, event.title)), el('br'),
      el('span', { class: 'quiet small' }, `${day(event.starts_at, event.time_zone)}, ${time(event.starts_at, event.time_zone)}`)),
    el('td', {}, event.status === 'cancelled' ? el('span', { class: 'tag bad' }, 'Cancelled') : meter(event, bookings)),
    el('td', { class: 'number' }, paid || el('span', { class: 'quiet' }, event.price ? money(0, event.currency) : 'Free')),
    el('td', {}, event.status === 'scheduled' && Date.parse(event.ends_at) > Date.now() && el('a', {
      class: 'button little', href: `/facilitator/events/${event.id}/edit`,
    }, 'Edit', el('span', { class: 'visually-hidden' }, ` ${event.title}`))));
}

/** A bar of booked and held seats; the text below has the same numbers. */
function meter(event, bookings) {
  const taken = event.capacity - event.seats_left;
  const booked = Math.min(taken, seatsOf(bookings.filter((one) => one.event_id === event.id && isActive(one))));
  const bar = (style, seats) => seats > 0 && svg('rect', {
    class: style, width: Math.max(8, 120 * seats / event.capacity), height: 8, rx: 4,
  });
  return el('div', {},
    svg('svg', { class: 'meter', viewBox: '0 0 120 8', 'aria-hidden': 'true' },
      svg('rect', { class: 'back', width: 120, height: 8, rx: 4 }), bar('held', taken), bar('booked', booked)),
    el('span', { class: 'small nums short' }, `${taken} of ${event.capacity}`,
      taken > booked && el('span', { class: 'quiet' }, `, ${taken - booked} held`)));
}

const seatsOf = (bookings) => bookings.reduce((sum, booking) => sum + (booking.seats || 1), 0);

/** A bar chart of the seats booked on each of the last 14 days; its label has the numbers. */
function chart(bookings) {
  const days = Array.from({ length: 14 }, (_, index) => {
    const date = new Date(serverNow());
    date.setDate(date.getDate() - 13 + index);
    return { name: day(date), seats: 0 };
  });
  for (const booking of bookings.filter(isActive)) {
    const found = days.find(({ name }) => name === day(booking.occurred_at || booking.notified_at));
    if (found) found.seats += booking.seats || 1;
  }
  const most = Math.max(...days.map(({ seats }) => seats));
  const height = (seats) => (seats ? Math.max(6, 84 * seats / most) : 2);
  const words = days.filter(({ seats }) => seats).map(({ name, seats }) => `${name}: ${count(seats, 'seat')}`).join('; ');
  return el('section', { class: 'card', 'aria-label': 'Seats booked' },
    el('div', { class: 'spread' }, el('h2', {}, 'Seats booked'), el('span', { class: 'quiet small' }, 'Last 14 days')),
    svg('svg', { class: 'chart', viewBox: '0 0 280 132', role: 'img', 'aria-label': words || 'None in the last 14 days' },
      days.map(({ seats }, index) => [
        svg('rect', {
          class: seats ? 'booked' : 'back', x: index * 20 + 2, y: 104 - height(seats), width: 16, height: height(seats), rx: seats ? 4 : 1,
        }),
        seats > 0 && svg('text', { x: index * 20 + 10, y: 97 - height(seats), 'text-anchor': 'middle' }, seats),
      ]),
      svg('text', { class: 'value', x: 2, y: 128 }, days[0].name.slice(4, 10)),
      svg('text', { class: 'value', x: 278, y: 128, 'text-anchor': 'end' }, 'Today')));
}

function feed(bookings, previous) {
  const known = previous && new Set(previous.map(({ booking_id: id }) => id));
  return el('section', { class: 'card', 'aria-label': 'Latest bookings' }, el('h2', {}, 'Latest bookings'),
    bookings.length === 0
      ? el('p', { class: 'quiet' }, 'They appear here as soon as guests book.')
      : [el('ul', { class: 'feed' }, bookings.slice(0, 5).map((booking) => el('li', {
        class: known && !known.has(booking.booking_id) ? 'fresh' : null,
      },
      el('div', { class: 'spread' }, el('b', {}, booking.user), isActive(booking)
        ? el('span', { class: 'small quiet' }, ago(booking.notified_at)) : notifiedState(booking)),
      el('p', { class: 'small quiet' }, `${count(booking.seats || 1, 'seat')} · ${booking.event}`)))),
      el('p', { class: 'small' }, el('a', { href: '/facilitator/bookings' }, 'All bookings'))]);
}

showTabs();
livePage(load, draw, { session: facilitator });
