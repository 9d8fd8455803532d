// Cancels a booking of a guest, or some of its seats, with the refund that the facilitator chooses.

import { withKey } from '../api.js';
import { el, show, toast } from '../dom.js';
import { field, form, InvalidFields, openDialog, sums } from '../forms.js';
import { count, isPaidAtTheCenter, money } from '../format.js';
import { facilitator } from '../session.js';
import { amountField } from './amounts.js';
import { reasonHint, returnable, toldInWords } from './booking-words.js';
import { own } from './frame.js';

/** Opens the form, which shows what comes back before anything is cancelled. */
export function cancelBooking(booking, done) {
  const address = `${own()}/bookings/${booking.id}/cancellation`;
  const send = withKey((body, key) => facilitator.post(address, { body, key }));
  const { currency } = booking;
  const most = returnable(booking);
  const isPaid = most > 0;
  const amount = amountField('amount', 'Amount', null, currency, (back) => (back > most
    ? `At most ${money(most, currency)} can go back.` : `The guest gets ${money(back, currency)} back.`));
  amount.element.hidden = true;
  const quotePlace = el('div', { 'aria-live': 'polite' });
  /** The choices that the quote on the page belongs to, as text. */
  let quoted = null;

  const element = form([
    booking.seats > 1 && field('seats', 'Seats to cancel', Array.from({ length: booking.seats }, (_, index) => {
      const number = booking.seats - index;
      return [number, number === booking.seats ? `All ${number}` : number];
    })),
    isPaid && field('refund', 'Refund', [
      ['policy', 'As the refund policy says'], ['full', 'Everything for these seats'], ['none', 'Nothing'], ['amount', 'Another amount'],
    ]),
    isPaid && amount.element,
    field('reason', 'Reason', 'text', { maxlength: 500, hint: `Optional. ${reasonHint(booking)}` }),
    quotePlace,
  ], {
    label: 'Cancel the booking',
    kind: 'danger main',
    submit: async ({ reason }) => {
      const choice = chosen();
      if (JSON.stringify(choice) !== quoted) {
        await quote();
        throw new InvalidFields([], 'Check the refund above, and press again.');
      }
      await send({ ...choice, ...(reason.trim() && { reason: reason.trim() }) });
      dialog.close();
      const what = choice.seats ? count(choice.seats, 'seat is', 'seats are') : 'The booking is';
      toast(`${what} cancelled. ${toldInWords(booking)}`);
      done();
    },
  });

  /** The seats, if they are not all, and the refund. Throws if the amount cannot be understood. */
  function chosen() {
    const { seats, refund } = element.elements;
    const some = seats && Number(seats.value) < booking.seats ? { seats: Number(seats.value) } : {};
    return { ...some, refund: refund?.value === 'amount' ? amount.read() : refund?.value || 'policy' };
  }

  async function quote() {
    const choice = chosen();
    const { value } = await facilitator.ask('GET', `${address}?${new URLSearchParams(choice)}`, { isAction: true });
    // The person may have chosen otherwise meanwhile.
    if (JSON.stringify(choice) !== currentChoice()) return;
    quoted = JSON.stringify(choice);
    show(quotePlace, quoteInWords(value, booking));
  }

  function currentChoice() {
    try {
      return JSON.stringify(chosen());
    } catch {
      return null;
    }
  }

  let waiting;
  function choicesChanged() {
    const isAmount = element.elements.refund?.value === 'amount';
    amount.element.hidden = !isAmount;
    const isSome = Number(element.elements.seats?.value || booking.seats) < booking.seats;
    element.querySelector('button.wide').textContent = isSome ? 'Cancel these seats' : 'Cancel the booking';
    quoted = null;
    show(quotePlace, el('p', { class: 'quiet spaced' }, 'The refund is being calculated.'));
    clearTimeout(waiting);
    if (currentChoice() === null) {
      show(quotePlace);
      return;
    }
    // Typing may go on.
    waiting = setTimeout(() => quote().catch((problem) => {
      show(quotePlace, el('p', { class: 'error' }, problem.message));
    }), 250);
  }
  for (const name of ['seats', 'refund', 'amount']) {
    element.elements[name]?.addEventListener(name === 'amount' ? 'input' : 'change', choicesChanged);
  }
  const dialog = openDialog(`Cancel the booking of ${booking.user.name}?`, element);
  choicesChanged();
}

/** The seats and the refund of a cancellation. */
function quoteInWords(quote, booking) {
  const { currency } = quote;
  const back = isPaidAtTheCenter(booking) ? 'You hand back' : 'Goes back to the guest';
  const isMoreLater = quote.refund_amount_if_filled > quote.refund_amount;
  return [
    quote.detail && el('p', { class: 'quiet spaced' }, quote.detail),
    sums([
      ['Seats that become free', quote.seats],
      quote.amount_paid > 0 && ['Paid', money(quote.amount_paid, currency)],
      quote.amount_returned > 0 && ['Already returned', money(quote.amount_returned, currency)],
      quote.amount_paid > 0 && [isMoreLater ? `${back} now` : back, money(quote.refund_amount, currency), true],
      isMoreLater && ['All in all, if the place is taken again', money(quote.refund_amount_if_filled, currency)],
    ]),
  ];
}
