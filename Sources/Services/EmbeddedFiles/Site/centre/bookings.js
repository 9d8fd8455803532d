// The bookings of all events.

import '../header.js';
import { el } from '../dom.js';
import { count, dayAndTime } from '../format.js';
import { bookingTags, moneyInWords, paidBy } from '../facilitator/booking-words.js';
import { amountCell, timeCells } from '../facilitator/csv.js';
import { dayFields, linkFor, searchList, startOfDay } from './list.js';

const row = (booking) => {
  const { event } = booking;
  return el('tr', {},
    el('td', {}, linkFor(event.facilitator_id, `/facilitator/bookings/${booking.id}`, el('b', {}, el('bdi', {}, booking.user.name))), el('br'),
      el('span', { class: 'quiet small' }, `No. ${booking.id}`)),
    el('td', {}, bookingTags(booking)),
    el('td', { class: 'whole' }, linkFor(event.facilitator_id, `/facilitator/events/${event.id}`, el('bdi', {}, event.title)), el('br'),
      el('span', { class: 'quiet small' }, `${dayAndTime(event.starts_at, event.time_zone)} · `, el('bdi', {}, event.facilitator.name))),
    el('td', { class: 'short' }, count(booking.seats, 'seat')),
    el('td', { class: 'small' }, moneyInWords(booking)),
    el('td', { class: 'whole quiet small' }, `Booked ${dayAndTime(booking.created_at)}`));
};

/** The bookings for a spreadsheet. */
const table = (bookings) => [
  ['Booking', 'Guest', 'Email', 'Event', 'Facilitator', 'Starts', 'Time zone', 'Seats', 'State', 'Paid', 'Currency', 'Paid by', 'Booked', 'Time zone'],
  ...bookings.map((booking) => [booking.id, booking.user.name, booking.user.email ?? '', booking.event.title,
    booking.event.facilitator.name, ...timeCells(booking.event.starts_at, booking.event.time_zone), booking.seats, booking.status,
    amountCell(booking.amount_paid, booking.currency), booking.currency, paidBy(booking),
    ...timeCells(booking.created_at, booking.event.time_zone)]),
];

searchList({
  name: 'Bookings',
  path: '/api/centre/bookings',
  unit: 'booking',
  fields: [
    ['q', 'Search by guest, event or number', 'search'],
    ['status', 'State', [['', 'All'], ['confirmed', 'Confirmed'], ['held', 'Held'], ['cancelled', 'Cancelled'], ['expired', 'Expired'], ['refunded', 'Refunded']]],
    ...dayFields('Booked from'),
  ],
  query: ({ from, to, ...others }) => ({ ...others, from: startOfDay(from), to: startOfDay(to, 1) }),
  heads: ['Guest', 'State', 'Event', 'Seats', 'Money', 'Booked'],
  row,
  table,
});
