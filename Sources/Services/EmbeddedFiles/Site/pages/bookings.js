// The guest's bookings, newest first.

import '../header.js';
import { actions, holdPanel, stateTag } from '../booking-actions.js';
import { asset, content, el, show, whileVisible } from '../dom.js';
import { empty, showOutage } from '../forms.js';
import { count, money, period, refundState, sky, zoneName } from '../format.js';
import { guest } from '../session.js';

let shown = '';

async function load() {
  let bookings;
  try {
    bookings = await guest.all('/bookings');
  } catch (problem) {
    if (!guest.require()) return;
    if (!shown) showOutage(content(), problem, load);
    throw problem;
  }
  // What has not changed is left alone, and so is the focus in it.
  const state = JSON.stringify(bookings);
  if (state === shown || document.querySelector('dialog[open]')) return;
  shown = state;
  if (bookings.length === 0) {
    show(content(), empty(asset('./skies/morning-retreat.svg'), 'No bookings yet',
      'What you book stands here, with its receipt and its calendar entry.', ['/', 'Find something']));
    return;
  }
  show(content(), bookings.map(card));
}

const refresh = () => load().catch(() => {});

function card(booking) {
  const { event } = booking;
  const isOver = !['held', 'confirmed'].includes(booking.status);
  const refund = refundState(booking);
  return el('article', { class: `card ${isOver ? 'faded' : ''}` },
    el('div', { class: 'event-line' },
      el('div', { class: 'stack' },
        el('p', { class: 'row' }, stateTag(booking),
          el('span', { class: 'small quiet' }, count(booking.seats, 'seat')),
          booking.amount > 0 && el('span', { class: 'small quiet' }, money(booking.amount, booking.currency))),
        el('h2', {}, el('a', { href: `/my/bookings/${booking.id}` }, event.title)),
        el('p', { class: 'quiet small' }, `${period(event)} · ${zoneName(event.time_zone)}`,
          event.location && [el('br'), event.location])),
      el('img', { class: 'cover', src: asset(sky(event)), alt: '', width: 96, height: 96 })),
    event.status === 'cancelled' && el('p', { class: 'note bad' }, 'The facilitator has cancelled this event.'),
    refund && el('p', { class: 'note' }, refund),
    booking.status === 'held' && holdPanel(booking, refresh),
    actions(booking, refresh));
}

if (guest.require()) {
  refresh();
  whileVisible(2, load);
  document.addEventListener('news', refresh);
}
