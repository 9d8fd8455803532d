// A booking as a ticket: its day, place, seats, sum and the time left to pay, above its next step.
// The server draws the same on the pages before and after a payment.

import { el } from './dom.js';
import { day, dueAtTheDoor, money, time, zoneName } from './format.js';

/** The parts of a day such as Fri 12 Feb 2027. */
const parts = (moment, zone) => day(moment, zone).split(' ');

/** The date in large, as on a tear-off calendar. */
export function dateLeaf({ starts_at: start, time_zone: zone }) {
  const [weekday, number, month, year] = parts(start, zone);
  return el('p', { class: 'ticket-date' }, el('span', {}, weekday), el('b', {}, number),
    el('span', {}, `${month} ${year}`));
}

/** Such as 09:00 – 10:00, or 09:00, until Sun 14 Feb. */
export function hours({ starts_at: start, ends_at: end, time_zone: zone }) {
  const [first, last] = [day(start, zone), day(end, zone)];
  if (first === last) return `${time(start, zone)} – ${time(end, zone)}`;
  return `${time(start, zone)}, until ${parts(end, zone).slice(0, 3).join(' ')}`;
}

function sum(booking) {
  const { amount, amount_paid: paid, currency, status, payment_status: payment } = booking;
  if (amount === 0 && paid === 0) return ['Price', 'Free'];
  if (dueAtTheDoor(booking) > 0) return ['Due at the door', money(dueAtTheDoor(booking), currency)];
  if (status === 'held') return ['To pay', money(amount, currency)];
  return payment === 'success' ? ['Paid', money(paid, currency)] : ['Price', money(amount, currency)];
}

const fact = ([name, value, style]) => el('div', { class: style },
  el('dt', {}, name), el('dd', {}, value));

/**
 * The ticket of a booking, whose title leads to `address`. `left` is the time left to pay, and
 * `steps` are the next steps; those that are null or false are left out.
 */
export function ticket(booking, { title = 'h2', address, left, steps }) {
  const { event } = booking;
  const shown = steps.filter(Boolean);
  const facts = [['Seats', booking.seats], sum(booking)];
  if (left) facts.push(['Time left', left, 'time-left']);
  return el('section', { class: 'card ticket', 'aria-label': 'Booking' },
    el('div', { class: 'ticket-event' }, dateLeaf(event),
      el('div', {},
        el(title, { dir: 'auto' }, el('a', { href: address }, event.title)),
        el('p', {}, hours(event), ' ', el('span', { class: 'quiet' }, `· ${zoneName(event)}`)),
        event.location && el('p', { class: 'quiet' }, el('bdi', {}, event.location)))),
    el('dl', { class: 'ticket-facts' }, facts.map(fact)),
    shown.length > 0 && el('div', { class: 'ticket-step stack' }, shown));
}
