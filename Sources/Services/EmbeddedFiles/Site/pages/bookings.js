// The guest's bookings, newest first.

import '../header.js';
import { actions, holdPanel, stateTag } from '../booking-actions.js';
import { asset, content, el, show } from '../dom.js';
import { emptyState } from '../forms.js';
import { count, money, period, refundState, sky, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { guest } from '../session.js';

function draw(bookings) {
  if (bookings.length === 0) {
    show(content(), emptyState(asset('./skies/morning-retreat.svg'), 'No bookings yet',
      'Your bookings appear here, with receipts and calendar entries.', ['/', 'Find an event']));
    return;
  }
  show(content(), bookings.map(card));
}

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
        el('p', { class: 'quiet small' }, `${period(event)} · ${zoneName(event)}`,
          event.location && [el('br'), event.location])),
      el('img', { class: 'cover', src: asset(sky(event)), alt: '', width: 96, height: 96 })),
    event.status === 'cancelled' && el('p', { class: 'note bad' }, 'The facilitator has cancelled this event.'),
    refund && el('p', { class: 'note' }, refund),
    booking.status === 'held' && holdPanel(booking, refresh).element,
    actions(booking, refresh));
}

const refresh = livePage(() => guest.all('/bookings'), draw);
