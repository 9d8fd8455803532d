// One booking: its state, receipt and history.

import '../header.js';
import { actions, holdPanel, stateTag } from '../booking-actions.js';
import { asset, content, el, numberInAddress, setTitle, show } from '../dom.js';
import { emptyState, sums } from '../forms.js';
import { count, dayAndTime, money, period, refundState, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { guest } from '../session.js';

const id = numberInAddress(3);

const kinds = {
  held: 'Seats held', confirmed: 'Confirmed', expired: 'Hold expired', cancelled: 'Cancelled',
  payment_started: 'Payment started', payment_succeeded: 'Paid', payment_failed: 'Payment failed',
  payment_returned: 'Payment returned', event_changed: 'Time or place changed',
  refund_initiated: 'Refund started', refund_processed: 'Refunded', refund_failed: 'Refund failed',
  dispute_opened: 'Disputed by your bank', dispute_won: 'Dispute ended, still paid',
  dispute_lost: 'Returned by your bank',
};
const actors = { guest: 'by you', facilitator: 'by the facilitator' };
const providers = { sandbox: 'Test payment', stripe: 'Stripe', razorpay: 'Razorpay' };

/** The booking, or null if the guest has none with this id. */
async function load() {
  try {
    return await guest.get(`/bookings/${id}`);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

function draw(booking) {
  if (booking === null) {
    setTitle('No such booking');
    show(content(), emptyState(asset('./skies/night-session.svg'), 'Not found',
      'You have no booking with this number.', ['/my/bookings', 'Show my bookings']));
    return;
  }
  const { event } = booking;
  const refund = refundState(booking);
  setTitle(event.title);
  show(content(),
    el('section', { class: 'card stack', 'aria-label': 'Booking' },
      el('div', { class: 'spread' }, el('p', { class: 'row' }, stateTag(booking),
        el('span', { class: 'quiet small' }, `Booking ${booking.id}`)),
      el('a', { class: 'small', href: `/e/${event.id}` }, 'About the event')),
      el('p', {}, el('b', {}, period(event)), el('br'),
        el('span', { class: 'quiet' }, zoneName(event), event.location && ` · ${event.location}`)),
      event.status === 'cancelled' && el('p', { class: 'note bad' }, 'The facilitator has cancelled this event.'),
      refund && el('p', { class: 'note' }, refund),
      booking.status === 'held' && holdPanel(booking, refresh).element,
      actions(booking, refresh)),
    el('section', { class: 'card stack', 'aria-label': 'Receipt' },
      el('div', { class: 'spread' }, el('h2', {}, 'Receipt'),
        el('button', { class: 'button little', type: 'button', click: () => print() }, 'Print')),
      receipt(booking)),
    el('section', { class: 'card stack', 'aria-label': 'Timeline' }, el('h2', {}, 'What happened'),
      el('ol', { class: 'timeline' }, booking.timeline.map((change) => el('li', {},
        `${kinds[change.kind] || change.kind} ${actors[change.actor] || ''}`,
        el('br'), el('span', { class: 'quiet small' }, dayAndTime(change.at)))))));
}

function receipt(booking) {
  const { currency } = booking;
  if (booking.amount === 0) {
    return sums([[count(booking.seats, 'seat'), 'Free'], ['Booked', dayAndTime(booking.created_at)],
      ['With', booking.event.facilitator.name]]);
  }
  return sums([
    ['With', booking.event.facilitator.name],
    ['Booked', dayAndTime(booking.created_at)],
    [count(booking.seats, 'seat'), money(booking.amount, currency)],
    booking.payment_id && ['Payment', booking.payment_id],
    booking.payment_provider && ['Paid through', providers[booking.payment_provider] || booking.payment_provider],
    booking.refund_id && ['Refund', booking.refund_id],
    booking.refund_amount > 0 && ['Refunded', money(booking.refund_amount, currency)],
    ['Paid', money(booking.amount_paid, currency), true],
  ]);
}

document.querySelector('main h1').before(el('a', { class: 'crumb', href: '/my/bookings' }, '← My bookings'));
const refresh = livePage(load, draw);
