// The history of a booking, as its guest and its facilitator read it.

import { el } from './dom.js';
import { count, dayAndTime, money } from './format.js';

/** The texts of changes; functions get the number of seats. */
const kinds = {
  held: 'Seats held', confirmed: 'Confirmed', expired: 'Hold expired', cancelled: 'Cancelled',
  payment_started: 'Payment started', payment_succeeded: 'Paid', payment_failed: 'Not paid',
  payment_returned: 'Payment returned', event_changed: 'Time or place changed',
  refund_initiated: 'Refund started', refund_processed: 'Refunded', refund_failed: 'Refund failed',
  moved: 'Moved to another event', seat_filled: 'Place taken again',
  seats_given_up: (seats) => (seats ? `${count(seats, 'seat')} given up` : 'Seats given up'),
  seats_changed: (seats) => (seats ? `Changed to ${count(seats, 'seat')}` : 'Number of seats changed'),
};
/** Those of changes that are a sum. */
const sums = {
  payment_succeeded: (sum) => `${sum} paid`, payment_returned: (sum) => `${sum} returned`,
  refund_initiated: (sum) => `Refund of ${sum} started`, refund_processed: (sum) => `${sum} refunded`,
  refund_failed: (sum) => `Refund of ${sum} failed`,
  seat_filled: (sum) => `Place taken again, ${sum} more goes back`,
};
const disputes = {
  guest: {
    dispute_opened: 'Disputed by your bank', dispute_won: 'Dispute ended, still paid',
    dispute_lost: 'Returned by your bank',
  },
  facilitator: {
    dispute_opened: 'Disputed by the guest’s bank', dispute_won: 'Dispute won',
    dispute_lost: 'Dispute lost',
  },
};
disputes.owner = disputes.facilitator;
const actors = {
  guest: { guest: 'by you', facilitator: 'by the facilitator', owner: 'by the center' },
  facilitator: { guest: 'by the guest', facilitator: 'by you', owner: 'by the owner' },
  owner: { guest: 'by the guest', facilitator: 'by the facilitator', owner: 'by the owner' },
};

/** Who made a change. */
export const madeBy = ({ actor }, reader) => actors[reader][actor] || '';

/** Those of an offer to a guest who waited, until it is accepted. */
const offers = {
  guest: { held: 'Offered to you', expired: 'Offer ended without an answer' },
  facilitator: { held: 'Offered to the guest', expired: 'Offer ended without an answer' },
};
offers.owner = offers.facilitator;

/** The words for a change of an offer; undefined for those of any booking. */
const ofOffer = ({ kind, actor }, reader) =>
  (kind === 'cancelled' && actor === 'guest' ? `Declined ${actors[reader].guest}` : offers[reader][kind]);

function words({ kind, actor, seats, amount }, currency, reader) {
  const known = disputes[reader][kind] || kinds[kind] || kind;
  const text = amount && sums[kind] ? sums[kind](money(amount, currency))
    : typeof known === 'function' ? known(seats) : known;
  // The guest paid; the facilitator has only noted it.
  if (kind === 'payment_succeeded' && (actor === 'facilitator' || actor === 'owner')) return `${text} at the center`;
  const back = amount && !sums[kind] ? `, with ${money(amount, currency)} back` : '';
  return `${text} ${madeBy({ actor }, reader)}${back}`;
}

/** Whether the booking was an offer without a yes at one of its changes. */
const isOfferUntil = ({ is_offer: isOffer, timeline: changes }, index) =>
  isOffer && !changes.slice(0, index).some(({ kind }) => kind === 'confirmed');

/** The list of a booking's changes. `reader` is `guest`, `facilitator` or `owner`. */
export const timeline = (booking, reader) =>
  el('section', { class: 'card stack', 'aria-label': 'Timeline' }, el('h2', {}, 'What happened'),
    el('ol', { class: 'timeline' }, booking.timeline.map((change, index) => el('li', {},
      (isOfferUntil(booking, index) && ofOffer(change, reader)) || words(change, booking.currency, reader),
      el('br'), el('span', { class: 'quiet small' }, dayAndTime(change.at))))));
