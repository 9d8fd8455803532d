// The waiting list of an event, as its facilitator works on it.

import { serverNow } from '../api.js';
import { el, toast } from '../dom.js';
import { action, InvalidFields } from '../forms.js';
import { count, dayAndTime } from '../format.js';
import { facilitator } from '../session.js';
import { columnHeader, own, redraw } from './frame.js';
import { offerSeats } from './offer-seats.js';
import { endsAt } from './time-left.js';

const pathOf = (event) => `${own()}/events/${event.id}/waitlist`;

/** Those who wait or have an open offer, in their order. `hasOffers` tells whether a seat is offered. */
export const loadWaiting = (event, hasOffers) => (event.waitlist.waiting > 0 || hasOffers ? facilitator.all(pathOf(event)) : []);

const states = {
  accepted: ['good', 'Booked'], declined: ['', 'Declined'], lapsed: ['', 'Not answered in time'], left: ['', 'Left the list'],
};

/** The card, which is kept: {element, show}. `changed` is called after an action. */
export function waitlistCard(changed) {
  const heading = el('h2', { tabindex: '-1' }, 'Waiting list');
  const parts = {
    toggle: el('div', {}), words: el('p', { class: 'quiet' }), offers: el('div', {}), waiting: el('div', {}), ended: el('div', {}),
    folded: el('details', { class: 'folded' }, el('summary', {}, el('h3', {}, 'Earlier ones, and what became of them'))),
  };
  parts.folded.append(parts.ended);
  const element = el('section', { class: 'card no-print', id: 'waiting-list', 'aria-label': 'Waiting list' },
    el('div', { class: 'spread' }, heading, parts.toggle), parts.words, parts.offers, parts.waiting, parts.folded);
  let event = null;
  /** The text of the button that closes or opens the list; empty for none. */
  let label = null;

  /** After an action its button is gone. */
  const done = () => { heading.focus(); changed(); };

  async function loadEnded() {
    if (!parts.folded.open) return;
    try {
      const entries = await facilitator.all(`${pathOf(event)}?status=all`);
      redraw(parts.ended, endedTable(entries.filter(({ status }) => status in states).reverse()));
    } catch (problem) {
      redraw(parts.ended, el('p', { class: 'error', role: 'alert' }, problem.message));
    }
  }
  parts.folded.addEventListener('toggle', loadEnded);

  /** An unchanged button stays, with a refusal below it. */
  function drawToggle(text) {
    if (label === text) return;
    label = text;
    redraw(parts.toggle, text && action(text, 'little', () => toggle(event, done, changed)));
  }

  /** Shows the entries of an event. */
  function show(loaded, entries) {
    event = loaded;
    const waiting = entries.filter(({ status }) => status === 'waiting');
    const offers = entries.filter(({ status }) => status === 'offered');
    const isOver = event.status !== 'scheduled' || Date.parse(event.starts_at) <= serverNow();
    element.hidden = event.visibility === 'draft';
    drawToggle(isOver ? '' : event.waitlist_open ? 'Close the list' : 'Open the list');
    parts.words.textContent = stateInWords(event, isOver);
    redraw(parts.offers, offers.length > 0 && offersTable(offers));
    redraw(parts.waiting, waiting.length > 0 ? waitingTable(event, waiting, isOver, done)
      : !isOver && el('p', { class: 'quiet spaced' }, 'No guest waits.'));
    loadEnded();
  }
  return { element, show };
}

function stateInWords(event, isOver) {
  if (isOver) return 'The waiting list has ended.';
  if (event.waitlist.open) return 'Open: guests can wait when too few seats are left. Seats that become free are offered to them in this order.';
  if (!event.waitlist_open) return 'Closed: guests cannot join. Those who wait already still get offers.';
  return 'It makes no more offers, because the event starts soon or booking has closed. You can still offer seats yourself.';
}

/** Closes or opens the list. */
async function toggle(event, done, changed) {
  const isOpen = !event.waitlist_open;
  try {
    await facilitator.ask('PUT', `${own()}/events/${event.id}`, {
      body: { waitlist_open: isOpen }, headers: { 'If-Match': `"${event.version}"` },
    });
  } catch (problem) {
    if (problem.status !== 412) throw problem;
    changed();
    throw new InvalidFields([], 'The event was changed meanwhile, so nothing was saved. Try again in a moment.');
  }
  toast(isOpen ? 'Guests can join the waiting list.' : 'The waiting list is closed to new guests.');
  done();
}

const table = (name, columns, rows) => el('div', { class: 'wrap' }, el('table', {
  class: `rows queue ${columns[0] === 'Place' ? 'numbered' : ''}`, 'aria-label': name,
}, el('thead', {}, el('tr', {}, columns.map(columnHeader))), el('tbody', {}, rows)));

const seatsOf = (entries) => entries.reduce((sum, { seats }) => sum + seats, 0);

/** A table below a heading with the same name. */
const named = (name, columns, rows) => [el('h3', {}, name), table(name, columns, rows)];

const offersTable = (offers) => named(`Open offers: ${offers.length}`, ['Guest', 'Seats', 'Ends'], offers.map((entry) => el('tr', {},
  el('td', {}, el('a', { href: `/facilitator/bookings/${entry.booking_id}` }, el('b', {}, el('bdi', {}, entry.user.name)))),
  el('td', { class: 'short' }, count(entry.offered_seats, 'seat'), entry.offered_seats < entry.seats && ` of ${entry.seats}`),
  el('td', { 'data-label': 'Ends' }, endsAt(entry.offer_expires_at)))));

const waitingTable = (event, waiting, isOver, done) => named(
  `Waiting: ${count(waiting.length, 'guest')} for ${count(seatsOf(waiting), 'seat')}`, ['Place', 'Guest', 'Seats', 'Since', 'Next step'],
  waiting.map((entry, index) => el('tr', {},
    el('td', { class: 'nums' }, entry.position),
    el('td', {}, el('b', {}, el('bdi', {}, entry.user.name))),
    el('td', {}, count(entry.seats, 'seat'), entry.accepts_fewer && [el('br'), el('span', { class: 'quiet small' }, 'Accepts fewer')]),
    el('td', { class: 'quiet small', 'data-label': 'Since' }, dayAndTime(entry.created_at)),
    el('td', {}, entry.user.id !== null && !isOver && offerButton(event, entry, waiting.slice(0, index), done)))));

function offerButton(event, entry, earlier, done) {
  const button = action('Offer seats …', 'little', () => offerSeats(event, entry, earlier, done));
  button.append(el('span', { class: 'visually-hidden' }, ` to ${entry.user.name}`));
  return button;
}

const endedTable = (entries) => (entries.length === 0 ? el('p', { class: 'quiet spaced' }, 'There are none yet.')
  : table('Earlier ones', ['Guest', 'State', 'Seats', 'Since'], entries.map((entry) => {
    const [style, words] = states[entry.status];
    const { name } = entry.user;
    return el('tr', {},
      el('td', {}, entry.booking_id ? el('a', { href: `/facilitator/bookings/${entry.booking_id}` }, el('bdi', {}, name)) : el('bdi', {}, name)),
      el('td', {}, el('span', { class: `tag ${style}` }, words)),
      el('td', { class: 'short' }, count(entry.offered_seats ?? entry.seats, 'seat')),
      el('td', { class: 'quiet small', 'data-label': 'Since' }, dayAndTime(entry.created_at)));
  })));
