// Money of one booking: what is taken at the door, and what is given back.

import { idempotencyKey, withKey } from '../api.js';
import { el, toast } from '../dom.js';
import { action, field, form, openDialog } from '../forms.js';
import { isPaidAtTheCenter, money } from '../format.js';
import { facilitator } from '../session.js';
import { amountField, methods } from './amounts.js';
import { reasonHint, returnable, toldInWords } from './booking-words.js';
import { own } from './frame.js';

/** Opens the form for money that a guest has paid at the center. */
export function takeMoney(booking, done) {
  const { currency, outstanding: due } = booking;
  const isHeld = booking.status === 'held';
  const send = withKey((body, key) => facilitator.post(`${own()}/bookings/${booking.id}/payments`, { body, key }));
  const amount = amountField('amount', 'Amount', due, currency, (taken) => (taken < due
    ? `${money(due - taken, currency)} stays due.` : taken > due ? `Only ${money(due, currency)} is due.` : 'Nothing stays due.'));
  const dialog = openDialog(`Take money from ${booking.user.name}`,
    el('p', { class: 'quiet' }, `${money(due, currency)} is due.`, isHeld && ' The seats are held until all of it is paid.'),
    form([amount.element, field('method', 'Paid by', methods)], {
      label: 'Note the payment',
      submit: async ({ method }) => {
        await send({ amount: amount.read(), method });
        dialog.close();
        toast('The payment is noted.');
        done();
      },
    }));
}

/** Opens the form for money that goes back without giving up seats. */
export function giveBack(booking, done) {
  const { currency } = booking;
  const most = returnable(booking);
  const send = withKey((body, key) => facilitator.post(`${own()}/bookings/${booking.id}/refunds`, { body, key }));
  const amount = amountField('amount', 'Amount', most, currency, (back) => (back > most
    ? `At most ${money(most, currency)} can go back.` : `${booking.user.name} gets ${money(back, currency)} back.`));
  const dialog = openDialog('Give money back',
    el('p', { class: 'quiet' }, 'The seats stay booked. ', isPaidAtTheCenter(booking)
      ? 'Hand the money to the guest yourself; it is noted as given back.' : 'The money goes back the way it came.'),
    form([amount.element, field('reason', 'Reason', 'text', { maxlength: 500, hint: reasonHint(booking) })], {
      label: 'Give the money back',
      kind: 'danger main',
      submit: async ({ reason }) => {
        await send({ amount: amount.read(), reason: reason.trim() });
        dialog.close();
        toast(`The money goes back. ${toldInWords(booking)}`);
        done();
      },
    }));
}

/** Notes that the money of a refund was handed back. `path` begins the addresses of the facilitator's data. */
export const handedBack = (refund, changed, path = own()) => action('Handed back', 'little', async () => {
  await facilitator.post(`${path}/refunds/${refund.id}/handed-back`, { body: {}, key: idempotencyKey() });
  toast(`${money(refund.amount, refund.currency)} is noted as handed back.`);
  changed();
});
