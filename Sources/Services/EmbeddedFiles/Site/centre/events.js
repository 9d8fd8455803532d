// The events of all facilitators.

import '../header.js';
import { el } from '../dom.js';
import { dayAndTime, zoneName } from '../format.js';
import { amountCell, timeCells } from '../facilitator/csv.js';
import { seatsOrState } from '../facilitator/meter.js';
import { dayFields, linkFor, searchList, startOfDay } from './list.js';

const row = (event) => el('tr', {},
  el('td', { class: 'whole' }, linkFor(event.facilitator_id, `/facilitator/events/${event.id}`, el('b', {}, el('bdi', {}, event.title))), el('br'),
    el('span', { class: 'quiet small' }, `${dayAndTime(event.starts_at, event.time_zone)} · ${zoneName(event)}`)),
  el('td', {}, linkFor(event.facilitator_id, '/facilitator', el('bdi', {}, event.facilitator.name))),
  el('td', {}, seatsOrState(event)),
  el('td', { class: 'quiet small' }, el('bdi', {}, event.location)));

/** The events for a spreadsheet. */
const table = (events) => [
  ['Event', 'Title', 'Facilitator', 'Starts', 'Time zone', 'Place', 'State', 'Visibility', 'Seats', 'Seats taken', 'Price', 'Currency'],
  ...events.map((event) => [event.id, event.title, event.facilitator.name, ...timeCells(event.starts_at, event.time_zone),
    event.location, event.status, event.visibility, event.capacity, event.capacity - event.seats_left,
    amountCell(event.price, event.currency), event.currency]),
];

searchList({
  name: 'Events',
  path: '/api/centre/events',
  unit: 'event',
  fields: [
    ['q', 'Search by title, place or facilitator', 'search'],
    ['status', 'State', [['', 'All'], ['scheduled', 'Not cancelled'], ['cancelled', 'Cancelled']]],
    // Without a first day, the service begins with the present.
    ...dayFields('From (empty: now)'),
  ],
  query: ({ from, to, ...others }) => ({ ...others, from: startOfDay(from), to: startOfDay(to, 1) }),
  heads: ['Event', 'Facilitator', 'Seats', 'Place'],
  row,
  table,
});
