// The facilitator's day: today's rosters, all events with their seats and income, and the latest
// bookings.

import '../header.js';
import { serverNow } from '../api.js';
import { content, el, show, svg } from '../dom.js';
import { ago, count, day, dayAndTime, time, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { matches } from '../search.js';
import { facilitator } from '../session.js';
import { ownZone, zoneOffset } from '../time-zones.js';
import { arrivedButton, tickState } from './booking-buttons.js';
import {
  amounts, columnHeader, figure, income, isActive, notifiedSeats, notifiedState, openRefunds, own, redraw, searchField, showEmpty,
} from './frame.js';
import { seatsOrState } from './meter.js';
import { weekOf } from './weeks.js';

/** Events and sums change with bookings, and otherwise seldom: this is how old they may be. */
const maximumAge = 10000;
let slow = { at: 0 };

/** The bookings of the last 14 days, at least one page; the newest come first. */
async function recentBookings() {
  const start = serverNow() - 14 * 86400000;
  const bookings = [];
  let next = null;
  do {
    const { data, page } = await facilitator.get(`${own()}/bookings?limit=100${next ? `&cursor=${next}` : ''}`);
    bookings.push(...data);
    next = page.next;
  } while (next && Date.parse(bookings.at(-1).notified_at) > start);
  return bookings;
}

async function load() {
  const bookings = await recentBookings();
  const version = JSON.stringify(bookings);
  if (slow.version !== version || performance.now() - slow.at > maximumAge) {
    const [events, reports, letters] = await Promise.all([
      facilitator.all(`${own()}/events`), facilitator.all(`${own()}/money`), facilitator.get(`${own()}/letters`),
    ]);
    const rosters = await Promise.all(events.filter(isToday).map(async (event) => ({
      event,
      bookings: (await facilitator.all(`${own()}/events/${event.id}/bookings?status=confirmed`))
        .sort((one, other) => one.user.name.localeCompare(other.user.name)),
    })));
    slow = { at: performance.now(), version, events, reports, rosters, letters: letters.data };
  }
  return { bookings, events: slow.events, reports: slow.reports, rosters: slow.rosters, letters: slow.letters };
}

/** Whether an event takes place on the present day of its zone, or goes on. */
function isToday(event) {
  if (event.status !== 'scheduled' || event.visibility === 'draft') return false;
  const now = serverNow();
  return day(event.starts_at, event.time_zone) === day(now, event.time_zone)
    || (Date.parse(event.starts_at) <= now && Date.parse(event.ends_at) > now);
}

const isUpcoming = (event) => event.status === 'scheduled' && Date.parse(event.ends_at) > serverNow();

const isPublished = ({ visibility }) => visibility !== 'draft';

const views = {
  Upcoming: (events) => events.filter(isUpcoming),
  Past: (events) => events.filter((event) => event.status === 'scheduled' && !isUpcoming(event)).reverse(),
  Cancelled: (events) => events.filter(({ status }) => status === 'cancelled').reverse(),
};
let view = 'Upcoming';
let search = '';
let data = null;
/** The parts of the page that are drawn again, so that its fields stay; null before the first. */
let parts = null;

function draw(loaded, previous) {
  data = loaded;
  document.getElementById('welcome').textContent = `Welcome, ${facilitator.current.person.name}`;
  if (data.events.length === 0) {
    parts = null;
    showEmpty('No events yet', 'Publish your first event, and guests can book it.');
    return;
  }
  if (!parts) {
    parts = {
      letters: el('div', {}), today: el('div', {}), figures: el('div', {}), list: el('div', {}),
      aside: el('div', { class: 'stack' }),
    };
    show(content(), parts.letters, parts.today, parts.figures, el('div', { class: 'split' }, eventList(), parts.aside));
  }
  redraw(parts.letters, undelivered(data.letters));
  redraw(parts.today, today());
  redraw(parts.figures, figures());
  drawList();
  redraw(parts.aside, chart(data.bookings), feed(data.bookings, previous?.bookings));
}

function figures() {
  const upcoming = views.Upcoming(data.events).filter(isPublished);
  const contingent = amounts(data.reports, openRefunds);
  const sum = (pick) => upcoming.reduce((total, event) => total + pick(event), 0);
  return el('dl', { class: 'figures' },
    figure('Upcoming events', upcoming.length),
    figure('Seats taken', sum((event) => event.capacity - event.seats_left), ` of ${sum(({ capacity }) => capacity)}`),
    figure('Income', amounts(data.reports, income) || 'None', contingent && ` ${contingent} may go back`));
}

/** More letters are only counted. */
const shownLetters = 5;

/** The letters to guests that were not delivered, so that the facilitator can contact the guests. */
function undelivered(letters) {
  if (letters.length === 0) return null;
  return el('section', { class: 'note warn', 'aria-label': 'Emails that were not delivered' },
    el('p', {}, el('b', {}, `${count(letters.length, 'email has', 'emails have')} not reached their guests.`),
      ' Contact them yourself, or ask the operator of the server to check the mail.'),
    el('ul', {}, letters.slice(0, shownLetters).map((letter) => el('li', {}, el('bdi', {}, letter.user.name), ', ',
      el('a', { href: `/facilitator/events/${letter.event_id}` }, el('bdi', {}, letter.event_title)),
      letter.status === 'given_up' ? ': given up' : ': will be tried again')),
    letters.length > shownLetters && el('li', {}, `and ${letters.length - shownLetters} more`)));
}

// Today

function today() {
  if (data.rosters.length > 0) {
    return el('section', { class: 'today', 'aria-label': 'Today' }, el('h2', {}, 'Today'),
      el('div', { class: 'rosters' }, data.rosters.map(rosterCard)));
  }
  const next = views.Upcoming(data.events).find(isPublished);
  return el('p', { class: 'quiet' }, 'No events today. ', next && ['Next is ',
    el('a', { href: `/facilitator/events/${next.id}` }, el('bdi', {}, next.title)),
    ` on ${dayAndTime(next.starts_at, next.time_zone)}, ${zoneName(next)}.`]);
}

/** More guests are on the roster's own page. */
const shownGuests = 8;

function rosterCard({ event, bookings }) {
  const seats = seatsOf(bookings);
  const hours = `${time(event.starts_at, event.time_zone)} – ${time(event.ends_at, event.time_zone)} · ${zoneName(event)}`;
  return el('article', { class: 'card stack' },
    el('div', {},
      el('p', { class: 'quiet small nums' }, Date.parse(event.ends_at) > serverNow() ? hours : `${hours}, over`),
      el('h3', {}, el('a', { href: `/facilitator/events/${event.id}` }, el('bdi', {}, event.title))),
      el('p', { class: 'quiet small' }, `${seats} of ${count(event.capacity, 'seat')}`, event.location && ` · ${event.location}`)),
    bookings.length === 0 ? el('p', { class: 'quiet' }, 'No bookings yet.') : el('ul', { class: 'guests' },
      bookings.slice(0, shownGuests).map((booking) => el('li', {},
        el('span', {}, booking.user.name, booking.seats > 1 && el('span', { class: 'quiet nums' }, ` × ${booking.seats}`)),
        el('span', {}, arrivedButton(booking), tickState(booking)))),
      bookings.length > shownGuests && el('li', { class: 'quiet' },
        el('a', { href: `/facilitator/events/${event.id}` }, `and ${bookings.length - shownGuests} more`))));
}

// The list of events

function eventList() {
  const choice = el('fieldset', { class: 'choice' }, el('legend', { class: 'visually-hidden' }, 'Which events'),
    Object.keys(views).map((name) => el('label', {},
      el('input', {
        type: 'radio', name: 'view', value: name, checked: name === view, change: () => { view = name; drawList(); },
      }),
      el('span', {}, name))));
  return el('section', { class: 'card', 'aria-label': 'Events' },
    el('div', { class: 'spread' }, el('h2', {}, 'Events'), choice),
    el('div', { class: 'spaced' }, searchField('Search events', (text) => { search = text; drawList(); })),
    parts.list);
}

function drawList() {
  const found = views[view](data.events).filter((event) => matches(search, event.title, event.location, event.description, event.kind, event.time_zone));
  if (found.length === 0) {
    redraw(parts.list, el('p', { class: 'quiet spaced', role: 'status' }, search ? 'No event found.' : `No ${view.toLowerCase()} events.`));
    return;
  }
  const { shown, folded } = foldSeries(found);
  const weeks = byWeek(shown);
  redraw(parts.list, el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
    el('thead', {}, el('tr', {}, ['Event', 'Seats', 'Income', ''].map(columnHeader))),
    [...weeks].map(([week, events]) => el('tbody', {},
      el('tr', { class: 'week-row' }, el('th', { colspan: 4, scope: 'rowgroup' }, week)), events.map((event) => row(event, folded.get(event.id))))))));
}

/** The first dates of a series that are shown; its page has all. */
const shownDates = 3;

/**
 * The events without most dates of each series, and the number of those left out by the ID of the
 * event before them.
 */
function foldSeries(events) {
  const bySeries = new Map();
  for (const { id, series_id: series } of events) {
    if (series) bySeries.set(series, [...(bySeries.get(series) || []), id]);
  }
  const hidden = new Set();
  const folded = new Map();
  for (const ids of bySeries.values()) {
    // A single one would need as much space as the link to it.
    if (ids.length <= shownDates + 1) continue;
    for (const id of ids.slice(shownDates)) hidden.add(id);
    folded.set(ids[shownDates - 1], ids.length - shownDates);
  }
  return { shown: events.filter(({ id }) => !hidden.has(id)), folded };
}

function byWeek(events) {
  const weeks = new Map();
  for (const event of events) {
    const week = weekOf(event);
    if (!weeks.has(week)) weeks.set(week, []);
    weeks.get(week).push(event);
  }
  return weeks;
}

function row(event, more) {
  const paid = amounts(data.reports.filter(({ event_id: id }) => id === event.id), income);
  return el('tr', {},
    el('td', {}, el('a', { href: `/facilitator/events/${event.id}` }, el('b', {}, el('bdi', {}, event.title))), el('br'),
      el('span', { class: 'quiet small' }, `${dayAndTime(event.starts_at, event.time_zone)} · ${zoneName(event)}`),
      more && [el('br'), el('a', { class: 'small', href: `/facilitator/series/${event.series_id}` }, `+ ${count(more, 'more date')}`,
        el('span', { class: 'visually-hidden' }, ` of ${event.title}`))]),
    el('td', {}, seatsOrState(event)),
    el('td', { class: 'number', 'data-label': 'Income' }, paid || el('span', { class: 'quiet' }, 'None')),
    el('td', {}, isUpcoming(event) ? link('Edit', `/facilitator/events/${event.id}/edit`, event)
      : link('Duplicate', `/facilitator/new-event?from=${event.id}`, event)));
}

const link = (text, address, event) => el('a', { class: 'button little', href: address },
  text, el('span', { class: 'visually-hidden' }, ` ${event.title}`));

const seatsOf = (bookings) => bookings.reduce((sum, { seats }) => sum + seats, 0);

// The latest bookings

/** A bar chart of the seats booked on each of the last 14 days; its label has the numbers. */
function chart(bookings) {
  const localNow = serverNow() + zoneOffset(serverNow(), ownZone);
  const days = Array.from({ length: 14 }, (_, index) =>
    ({ name: day(localNow - (13 - index) * 86400000, 'UTC'), seats: 0 }));
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
      el('p', { class: 'small quiet' }, booking.seats !== null && `${notifiedSeats(booking)} · `, el('bdi', {}, booking.event))))),
      el('p', { class: 'small' }, el('a', { href: '/facilitator/bookings' }, 'All bookings'))]);
}

document.addEventListener('attendance', ({ detail }) => {
  if (!parts) return;
  const booking = detail && data.rosters.flatMap(({ bookings }) => bookings).find(({ id }) => id === detail.id);
  if (booking) booking.attendance = detail.attendance;
  redraw(parts.today, today());
});
livePage(load, draw, { session: facilitator });
