// The guest's bookings: offers, the next one, the later ones, waits for seats, and those that are over.

import '../header.js';
import { addressNote } from '../address-note.js';
import { serverNow } from '../api.js';
import { actions, isUpcoming, payButton, stateTag, timeLeft } from '../booking-actions.js';
import { asset, content, el, show } from '../dom.js';
import { emptyState } from '../forms.js';
import { contingentState, count, day, dueAtTheDoor, fromToday, isOpenOffer, look, money, period, pictureOf, refundState, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { answered, offerNote, offerSteps } from '../offers.js';
import { guest } from '../session.js';
import { ticket } from '../ticket.js';
import { freeSeatsNote, leaveButton, letterNote, seatsInWords } from '../waits.js';

const start = ({ event }) => Date.parse(event.starts_at);
const isOver = ({ event }) => Date.parse(event.ends_at) <= serverNow();

/** Whether the facilitator has cancelled the event, which is shown until the event would be over. */
const isLost = (booking) => booking.event.status === 'cancelled' && !isOver(booking)
  && booking.status !== 'expired';

/** Shown above the bookings; undefined before it is known. */
let note;

async function load() {
  const [bookings, waitlist, current] = await Promise.all([
    guest.all('/bookings'), guest.all('/waitlist'), note === undefined ? addressNote() : note,
  ]);
  note = current;
  return { bookings, waits: waitlist.filter(({ status }) => status === 'waiting') };
}

function draw({ bookings, waits }) {
  if (bookings.length === 0 && waits.length === 0) {
    show(content(), note, emptyState(asset('./skies/morning-retreat.svg'), 'No bookings yet',
      'Your bookings appear here, with receipts and calendar entries.', ['/', 'Find an event']));
    return;
  }
  const open = document.querySelector('.folded')?.open;
  // A booking that must be paid within minutes comes first.
  const offers = bookings.filter(isOpenOffer).sort((one, other) =>
    Date.parse(one.pay_before) - Date.parse(other.pay_before));
  const coming = bookings.filter((one) => isUpcoming(one) && !isOpenOffer(one)).sort((one, other) =>
    (one.status !== 'held') - (other.status !== 'held') || start(one) - start(other));
  const [next, ...later] = coming;
  const upcoming = later.sort((one, other) => start(one) - start(other));
  const lost = bookings.filter(isLost).sort((one, other) => start(one) - start(other));
  const past = bookings.filter((booking) => booking.status === 'confirmed' && isOver(booking));
  const shown = new Set([...offers, ...coming, ...lost, ...past]);
  const rest = bookings.filter((booking) => !shown.has(booking));
  show(content(), note,
    section('Offered to you', offers),
    next ? hero(next) : offers.length + waits.length === 0 && el('div', { class: 'card empty slim' }, el('h2', {}, 'No upcoming bookings'),
      el('p', {}, 'Your next booking appears here.'), el('a', { class: 'button main', href: '/' }, 'Find an event')),
    upcomingSections(upcoming),
    waitSection(waits),
    section('Cancelled by the facilitator', lost),
    section('Past', past.sort((one, other) => start(other) - start(one))),
    rest.length > 0 && el('details', { class: 'folded', open },
      el('summary', {}, el('h2', {}, 'Cancelled and expired'), el('span', { class: 'quiet' }, rest.length)),
      el('div', { class: 'stack' }, rest.map(card))));
}

/** The lists on which the guest waits, newest first. */
function waitSection(waits) {
  if (waits.length === 0) return null;
  return el('section', { class: 'stack bookings' }, el('h2', {}, 'Waiting lists'),
    // The address is the same for all of them. The note above the bookings may speak of it.
    !note && letterNote(waits[0]), waits.map(waitCard));
}

function waitCard(wait) {
  const { event } = wait;
  return el('article', { class: 'card' },
    eventLine(event, `/e/${event.id}#booking`,
      el('span', { class: 'tag' }, `Waiting, number ${wait.position}`), el('span', { class: 'small quiet' }, seatsInWords(wait))),
    event.seats_left > 0 && el('p', { class: 'note warn' }, freeSeatsNote(event.seats_left), ' ',
      el('a', { href: `/e/${event.id}#booking` }, 'Book them')),
    leaveButton(wait, refresh));
}

function priceInWords(booking) {
  const due = dueAtTheDoor(booking);
  return due > 0 ? `Due at the door: ${money(due, booking.currency)}` : money(booking.amount, booking.currency);
}

const section = (title, bookings) => bookings.length > 0
  && el('section', { class: 'stack bookings' }, el('h2', {}, title), bookings.map(card));

/** More upcoming bookings than these are shown by month. */
const mostInOneSection = 8;

function upcomingSections(bookings) {
  if (bookings.length <= mostInOneSection) return section('Upcoming', bookings);
  const months = new Map();
  for (const booking of bookings) {
    const { starts_at: moment, time_zone: zone } = booking.event;
    const month = day(moment, zone).split(' ').slice(2).join(' ');
    months.set(month, [...months.get(month) ?? [], booking]);
  }
  return [...months].map(([month, ones]) => section(`Upcoming in ${month}`, ones));
}

/** The booking that comes next. */
function hero(booking) {
  const { event } = booking;
  const isHeld = booking.status === 'held';
  return el('section', { class: 'hero', 'aria-label': 'Next' },
    el('span', { class: `picture ${look(event)}` },
      el('img', { class: 'cover', src: pictureOf(event), alt: '', width: 640, height: 640 })),
    el('div', { class: 'spread' }, el('h2', { class: 'when' }, isHeld ? 'Pay to keep your seats' : fromToday(event)),
      stateTag(booking)),
    ticket(booking, {
      title: 'h3',
      address: `/my/bookings/${booking.id}`,
      left: isHeld && timeLeft(booking, refresh),
      steps: [
        isHeld && payButton(booking, refresh),
        el('div', { class: 'row' }, el('a', { class: 'button little', href: `/my/bookings/${booking.id}` }, 'Show the booking'),
          actions(booking, refresh)),
      ],
    }));
}

/** An event with its picture; its title leads to `address`. `state` is above the title. */
const eventLine = (event, address, ...state) => el('div', { class: 'event-line' },
  el('div', { class: 'stack' },
    el('p', { class: 'row' }, state),
    el('h3', { dir: 'auto' }, el('a', { href: address }, event.title)),
    el('p', { class: 'quiet small' }, `${period(event)} · ${zoneName(event)}`,
      event.location && [el('br'), el('bdi', {}, event.location)])),
  el('span', { class: `picture ${look(event)}` },
    el('img', { class: 'cover', src: pictureOf(event), alt: '', width: 96, height: 96 })));

function card(booking) {
  const { event } = booking;
  const refund = [refundState(booking), contingentState(booking)].filter(Boolean).join(' ');
  const isQuiet = !['held', 'confirmed'].includes(booking.status) || isOver(booking);
  return el('article', { class: `card ${isQuiet ? 'faded' : ''}` },
    eventLine(event, `/my/bookings/${booking.id}`,
      !(booking.status === 'confirmed' && isOver(booking)) && stateTag(booking),
      el('span', { class: 'small quiet' }, count(booking.seats, 'seat')),
      booking.amount > 0 && el('span', { class: 'small quiet' }, priceInWords(booking))),
    event.status === 'cancelled' ? el('p', { class: 'note bad' }, 'This event is cancelled. ', refund)
      : refund && el('p', { class: 'note' }, refund),
    isOpenOffer(booking) ? [offerNote(booking, refresh), offerSteps(booking, answered(refresh))]
      : booking.status === 'held' && isUpcoming(booking) && el('div', { class: 'stack' },
      el('p', { class: 'note warn' }, 'Time left to pay: ', timeLeft(booking, refresh)), payButton(booking, refresh)),
    actions(booking, refresh));
}

const refresh = livePage(load, draw);
