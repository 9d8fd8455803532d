// Refunds in words, and the next step of each.

import { idempotencyKey } from '../api.js';
import { el, toast } from '../dom.js';
import { action } from '../forms.js';
import { isPaidAtTheCenter } from '../format.js';
import { facilitator } from '../session.js';
import { handedBack } from './booking-money.js';

/** The reasons, for the facilitator. */
export const reasons = {
  event_cancelled: 'You cancelled the event', guest_cancelled: 'The guest cancelled',
  late_payment: 'Paid too late', second_payment: 'Paid twice', wrong_amount: 'Paid a wrong amount',
  external: 'Refunded at the payment provider', facilitator_cancelled: 'You cancelled the booking',
  booking_moved: 'Moved to a cheaper event', seat_filled: 'The place was taken again', facilitator_refund: 'You gave money back',
};

/** The reasons, for an owner. */
export const reasonsForOwner = {
  ...reasons, event_cancelled: 'The event was cancelled', facilitator_cancelled: 'The facilitator cancelled the booking',
  facilitator_refund: 'The facilitator gave money back',
};

const states = { initiated: 'On its way', processed: 'Refunded', failed: 'Failed' };
const styles = { processed: 'good', failed: 'bad' };

/** Whether the facilitator owes the money in cash. */
export const isOwed = (refund) => refund.status === 'initiated' && isPaidAtTheCenter(refund);

export const stateOf = (refund) => (isOwed(refund) ? 'To hand back' : states[refund.status] || refund.status);

/** The tag with a refund's state, and why it failed. */
export const stateCell = (refund) => [el('span', { class: `tag ${styles[refund.status] || 'warn'}` }, stateOf(refund)),
  refund.failure && el('p', { class: 'small quiet' }, refund.failure)];

/** The button for the next step, or null. `path` begins the addresses of the facilitator's data. */
export function nextStep(refund, changed, path) {
  if (isOwed(refund)) return handedBack(refund, () => changed(), path);
  if (refund.status !== 'failed') return null;
  return action('Try again', 'little', async () => {
    await facilitator.post(`${path}/refunds/${refund.id}/retry`, { body: {}, key: idempotencyKey() });
    toast('The refund will be tried again.');
    changed();
  });
}
