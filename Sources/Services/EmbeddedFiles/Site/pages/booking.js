// One booking: its ticket with the next step, who comes, its payment and its history.

import '../header.js';
import { serverNow } from '../api.js';
import { attendees } from '../attendees.js';
import { actions, isUpcoming, payButton, stateTag, timeLeft } from '../booking-actions.js';
import { asset, content, el, numberInAddress, setTitle, show } from '../dom.js';
import { emptyState, sums } from '../forms.js';
import { closesAt, contingentState, fromToday, isLostOffer, isOpenOffer, isPaidAtTheCenter, money, refundState } from '../format.js';
import { livePage } from '../live-page.js';
import { answered, offerNote, offerSteps } from '../offers.js';
import { receiptLink } from '../receipt-sheets.js';
import { guest } from '../session.js';
import { ticket } from '../ticket.js';
import { madeBy, timeline } from '../timeline.js';

const id = numberInAddress(3);

const providers = { sandbox: 'Test payment', stripe: 'Stripe', razorpay: 'Razorpay' };

/** The booking, or null if the guest has none with this id. */
async function load() {
  try {
    const booking = await guest.get(`/bookings/${id}`);
    return { ...booking, wayOut: await wayOut(booking), receipts: await receipts(booking) };
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** The quote of a cancellation, if the event has moved and everything would go back; else null. */
async function wayOut({ status, event, timeline: changes }) {
  const mayBeMoved = status === 'confirmed' && changes.some(({ kind }) => kind === 'event_changed');
  if (!mayBeMoved || Date.parse(event.starts_at) <= serverNow()) return null;
  const quote = await guest.get(`/bookings/${id}/cancellation`);
  return quote.reason === 'event_moved' ? quote : null;
}

/** The receipts and credit notes of a booking for which money has come in. */
async function receipts({ amount_paid: paid, timeline: changes }) {
  const hasPayments = paid > 0 || changes.some(({ kind }) => kind === 'payment_returned');
  return hasPayments ? (await guest.get(`/bookings/${id}/receipts`)).data : [];
}

/** The heading, which says how the booking is. */
function heading(booking) {
  const { status, event } = booking;
  if (isOpenOffer(booking)) return 'These seats are offered to you';
  if (isLostOffer(booking) && event.status !== 'cancelled') return lossOfOffer(booking);
  if (status === 'held') return 'Pay to keep your seats';
  if (status === 'expired') return 'Your time to pay is over';
  if (status !== 'confirmed') return 'Your booking is cancelled';
  if (Date.parse(event.ends_at) <= serverNow()) return 'You were booked';
  return 'You are going';
}

/** How an offer ended without a yes. */
function lossOfOffer({ status, timeline: changes }) {
  if (status === 'expired') return 'The offer has ended';
  const isOwn = changes.some(({ kind, actor }) => kind === 'cancelled' && actor === 'guest');
  return isOwn ? 'You have declined the offer' : 'The offer is cancelled';
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
  const more = contingentState(booking);
  const isOffer = isOpenOffer(booking);
  const isHeld = booking.status === 'held';
  setTitle(heading(booking));
  show(content(),
    el('p', { class: 'row' }, stateTag(booking), el('span', { class: 'quiet small' }, `Booking ${booking.id}`),
      booking.status === 'confirmed' && isUpcoming(booking)
        && el('span', { class: 'quiet small' }, `· ${fromToday(event)}`)),
    event.status === 'cancelled' && el('p', { class: 'note bad' }, 'This event is cancelled.',
      event.cancellation_reason && [' Reason: “', el('bdi', {}, event.cancellation_reason), '”']),
    booking.wayOut && el('p', { class: 'note warn' }, 'The time or place has changed since you booked. Until it starts, you can cancel: ',
      `${money(booking.wayOut.refund_amount, booking.currency)} goes back to you.`),
    booking.source === 'facilitator' && el('p', { class: 'note' }, `Booked for you ${madeBy(booking.timeline[0], 'guest')}.`),
    refund && el('p', { class: 'note' }, refund),
    more && el('p', { class: 'note' }, more),
    isOffer && offerNote(booking, refresh),
    isLostOffer(booking) && booking.status === 'expired' && el('p', { class: 'note' }, 'It was not answered in time, and your wait has ended.'),
    ticket(booking, {
      address: `/e/${event.id}`,
      left: isHeld && !isOffer && timeLeft(booking, refresh),
      steps: [isOffer ? offerSteps(booking, answered(refresh)) : isHeld && payButton(booking, refresh),
        step(booking), actions(booking, refresh)],
    }),
    visit(booking),
    attendees(booking, refresh),
    payment(booking),
    timeline(booking, 'guest'));
}

/** The way on from a booking without seats. */
function step({ status, event }) {
  const canBook = event.status === 'scheduled' && closesAt(event) > serverNow();
  if (status !== 'expired' && status !== 'cancelled' && status !== 'refunded') return null;
  const text = event.seats_left <= 0 && event.waitlist.open ? 'Join the waiting list' : 'Book again';
  return canBook ? el('a', { class: 'button wide', href: `/e/${event.id}#booking` }, text)
    : el('a', { class: 'button wide', href: '/' }, 'Find another event');
}

/** What the facilitator writes to confirmed guests, with its web addresses as links. */
function visit({ attendee_info: info }) {
  if (!info) return null;
  const parts = info.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)\]}'])/);
  return el('section', { class: 'card stack', 'aria-label': 'For your visit' }, el('h2', {}, 'For your visit'),
    el('p', { class: 'prose', dir: 'auto' }, parts.map((part, index) => (
      index % 2 ? el('a', { href: part, rel: 'noreferrer' }, part) : part))));
}

/** What was paid and went back, with the receipts; null if nothing was paid. */
function payment(booking) {
  const { amount_paid: paid, currency, receipts } = booking;
  const link = receiptLink(receipts, `/my/bookings/${id}/receipt`);
  if (paid === 0 && !link) return null;
  const isAtTheCenter = isPaidAtTheCenter(booking);
  const rows = [
    paid > 0 && booking.payment_id && ['Payment reference', booking.payment_id],
    paid > 0 && !isAtTheCenter && ['Paid through', providers[booking.payment_provider] || booking.payment_provider],
    paid > 0 && [isAtTheCenter ? 'Paid at the center' : 'Paid', money(paid, currency), true],
    booking.refund_id && ['Refund reference', booking.refund_id],
    booking.refund_amount > 0 && [booking.refund_status === 'processed' ? 'Refunded' : 'To be refunded',
      money(booking.refund_amount, currency)],
    booking.contingent_refund?.status === 'open' && ['If your place is taken again',
      money(booking.contingent_refund.amount - booking.contingent_refund.released, currency)],
  ];
  return el('section', { class: 'card stack', 'aria-label': 'Payment' },
    el('div', { class: 'spread' }, el('h2', {}, 'Payment'), link),
    sums(rows));
}

const refresh = livePage(load, draw);
