// A booking in words, as its facilitator reads it, and its tags.

import { el } from '../dom.js';
import { dayAndTime, dueAtTheDoor, isLostOffer, isOpenOffer, isPaidAtTheCenter, money } from '../format.js';
import { notifiedState } from './frame.js';

export const isConfirmed = ({ status }) => status === 'confirmed';

/** Whether the booking has seats. */
export const hasSeats = ({ status }) => status === 'confirmed' || status === 'held';

/** Whether a facilitator has made the booking, for a guest who called or walked in. */
export const isByFacilitator = ({ source }) => source === 'facilitator';

/** Who takes and returns the money: nothing for a free booking. */
export const paidBy = (booking) => (!booking.payment_provider || (booking.amount === 0 && booking.amount_paid === 0) ? ''
  : isPaidAtTheCenter(booking) ? 'At the center' : 'Online');

/** Whether no message reaches the guest. */
export const isUnreachable = (booking) => isByFacilitator(booking) && !booking.user.email;

/** Who tells the guest of a change. */
export const toldInWords = (booking) => (isUnreachable(booking)
  ? 'Tell the guest yourself: there is no email address.' : 'The guest is told.');

/** The hint of a reason. */
export const reasonHint = (booking) => (isUnreachable(booking) ? 'For your records: no email reaches the guest.' : 'The guest reads it.');

/** The names that a guest has given for the seats. */
export const attendeeNames = ({ attendees }) => (attendees || []).map(({ name }) => name).filter(Boolean);

/** What still goes back if the places that the guest gave up are taken again. */
export const openRefund = ({ contingent_refund: refund }) => (refund?.status === 'open' ? refund.amount - refund.released : 0);

/** The part of the payment that can still be given back. */
export const returnable = (booking) =>
  Math.max(0, booking.amount_paid - (booking.refund_amount || 0) - openRefund(booking));

/**
 * The sum that goes back when the seats get a lower price, as in a cheaper event, if none went back before. What is not
 * paid yet is not paid back.
 * Tests/Formatting has the cases that the service passes too.
 */
export const differenceBack = ({ amount, amount_paid: paid }, price) => Math.max(0, Math.min(amount, paid) - price);

/** Such as ₹1,000 of ₹3,000 paid, ₹2,000 due at the door. */
export function moneyInWords(booking) {
  const { amount, amount_paid: paid, currency, status, outstanding } = booking;
  const sum = (one) => money(one, currency);
  const due = dueAtTheDoor(booking);
  const parts = [];
  if (amount === 0 && paid === 0) return 'Free';
  if (paid > 0) parts.push(due > 0 ? `${sum(paid)} of ${sum(amount)} paid` : `${sum(paid)} paid`);
  if (due > 0) parts.push(`${sum(due)} due at the door`);
  if (status === 'held') parts.push(`${sum(outstanding)} to pay`);
  if (parts.length === 0) return 'Not paid';
  return [...parts, refundInWords(booking)].filter(Boolean).join(', ');
}

/** Such as ₹500 refunded; null without a refund. */
export function refundInWords(booking) {
  if (!booking.refund_amount) return null;
  const sum = money(booking.refund_amount, booking.currency);
  switch (booking.refund_status) {
    case 'processed': return `${sum} refunded`;
    case 'failed': return `refund of ${sum} failed`;
    default: return isPaidAtTheCenter(booking) ? `${sum} to hand back` : `refund of ${sum} on its way`;
  }
}

/** The tags with a booking's state. */
export function bookingTags(booking) {
  const text = offerInWords(booking);
  return text ? el('span', { class: `tag long ${isOpenOffer(booking) ? 'warn' : ''}` }, text) : notifiedState(booking);
}

/** The state of an offer that was not accepted; null for other bookings. */
function offerInWords(booking) {
  if (isOpenOffer(booking)) return `Offered until ${dayAndTime(booking.hold_expires_at)}`;
  if (!isLostOffer(booking) || booking.event.status === 'cancelled') return null;
  return booking.status === 'expired' ? 'Offer not answered' : 'Offer declined';
}

/** The tags of a booking. A confirmed one has none in a list of them. */
export const stateTags = (booking) => (isConfirmed(booking) && !booking.dispute ? null : bookingTags(booking));
