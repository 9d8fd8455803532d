// One booking of the facilitator: its facts, its buttons and its history.

import '../header.js';
import { content, el, numberInAddress, setTitle } from '../dom.js';
import { sums } from '../forms.js';
import { dayAndTime, dueAtTheDoor, isPaidAtTheCenter, money, period, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { receiptLink } from '../receipt-sheets.js';
import { facilitator } from '../session.js';
import { address } from '../site.js';
import { madeBy, timeline } from '../timeline.js';
import { waitingNote } from './attendance.js';
import { arrivedButton, bookingButtons, noShowButton, tickState } from './booking-buttons.js';
import { handedBack } from './booking-money.js';
import { attendeeNames, bookingTags, isByFacilitator, isConfirmed } from './booking-words.js';
import { emailLink, isActing, own, redraw, showEmpty } from './frame.js';

const id = numberInAddress(3);
/** Who reads the page. */
const reader = isActing() ? 'owner' : 'facilitator';
let data = null;

/** The booking, the sums that are to be handed back, and its receipts; null if the facilitator has no such booking. */
async function load() {
  try {
    const booking = await facilitator.get(`${own()}/bookings/${id}`);
    const owed = booking.refund_status === 'initiated' && isPaidAtTheCenter(booking)
      ? (await facilitator.all(`${own()}/refunds?status=initiated`)).filter((one) => one.booking_id === id) : [];
    const hasPayments = booking.amount_paid > 0 || booking.timeline.some(({ kind }) => kind === 'payment_returned');
    const receipts = hasPayments ? (await facilitator.get(`${own()}/bookings/${id}/receipts`)).data : [];
    return { booking, owed, receipts };
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

function draw(loaded) {
  if (loaded === null) {
    setTitle('No such booking');
    showEmpty('Not found', 'You have no booking with this number.', ['/facilitator', 'Show my events']);
    return;
  }
  data = loaded;
  setTitle(data.booking.user.name);
  document.querySelector('.crumb')?.setAttribute('href', address(`/facilitator/events/${data.booking.event_id}`));
  drawAll();
}

function drawAll() {
  const { booking, owed, receipts } = data;
  redraw(content(),
    el('p', { class: 'row' }, bookingTags(booking), el('span', { class: 'quiet small' }, `Booking ${booking.id}`)),
    waitingNote() && el('p', { class: 'note warn', role: 'status' }, waitingNote()),
    owed.map((refund) => owedNote(refund)),
    about(booking, receipts),
    booking.note && el('section', { class: 'card stack', 'aria-label': 'Note' }, el('h2', {}, 'Note'),
      el('p', { class: 'prose', dir: 'auto' }, booking.note)),
    timeline(booking, reader));
}

const owedNote = (refund) => el('div', { class: 'note warn' },
  el('p', {}, `${money(refund.amount, refund.currency)} is owed to the guest. Hand it back yourself.`),
  el('p', { class: 'spaced' }, handedBack(refund, () => refresh())));

/** How far the refund of a booking is. */
function refundName(booking) {
  switch (booking.refund_status) {
    case 'processed': return 'Refunded';
    case 'failed': return 'Refund failed';
    default: return isPaidAtTheCenter(booking) ? 'To hand back' : 'Refund on its way';
  }
}

/** What goes back once the places that the guest gave up are taken again; null for none. */
function contingentRow({ contingent_refund: refund }, sum) {
  if (!refund) return null;
  const { amount, released, status } = refund;
  switch (status) {
    case 'open': return ['More goes back if the place is taken again',
      released > 0 ? `${sum(amount - released)} (${sum(released)} of ${sum(amount)} already went back)` : sum(amount)];
    case 'released': return ['Of it, because the place was taken again', sum(amount)];
    default: return ['Kept, as the place was not taken again',
      released > 0 ? `${sum(amount - released)} (${sum(released)} of ${sum(amount)} went back)` : sum(amount)];
  }
}

function about(booking, receipts) {
  const { event, user } = booking;
  const sum = (amount) => money(amount, booking.currency);
  const names = attendeeNames(booking);
  return el('section', { class: 'card stack', 'aria-label': 'Booking' },
    el('div', {},
      el('h2', { dir: 'auto' }, el('a', { href: `/facilitator/events/${event.id}` }, event.title)),
      el('p', { class: 'quiet small' }, `${period(event)} · ${zoneName(event)}`)),
    sums([
      ['Seats', booking.seats],
      names.length > 0 && ['Names', el('bdi', {}, names.join(', '))],
      ['Price', booking.amount ? sum(booking.amount) : 'Free'],
      booking.amount_paid > 0 && [`Paid ${isPaidAtTheCenter(booking) ? 'at the center' : 'online'}`, sum(booking.amount_paid)],
      dueAtTheDoor(booking) > 0 && ['Due at the door', sum(dueAtTheDoor(booking))],
      booking.refund_amount > 0 && [refundName(booking), sum(booking.refund_amount)],
      contingentRow(booking, sum),
      ['Email', user.email ? emailLink(user.email) : 'None'],
      [isByFacilitator(booking) ? `Booked ${madeBy(booking.timeline[0], reader)}` : booking.is_offer ? 'Offered' : 'Booked online', dayAndTime(booking.created_at)],
    ]),
    isConfirmed(booking) && el('div', { class: 'row' }, arrivedButton(booking), noShowButton(booking)),
    tickState(booking),
    receiptLink(receipts, `/facilitator/bookings/${id}/receipt`),
    bookingButtons(booking, () => refresh()));
}

document.addEventListener('attendance', ({ detail }) => {
  if (!data) return;
  if (detail?.id === id) data.booking.attendance = detail.attendance;
  if (!document.querySelector('dialog[open]')) drawAll();
});
const refresh = livePage(load, draw, { session: facilitator });
