// Fewer or other seats of a guest's booking: cancels all or some of them, or changes their number.

import { withKey } from './api.js';
import { el, focusHeading, show, toast } from './dom.js';
import { confirmAction, field, form, openDialog, sums } from './forms.js';
import { count, isPaidAtTheCenter, money } from './format.js';
import { guest } from './session.js';

const quoteOf = async (booking, seats) => (await guest.ask('GET',
  `/bookings/${booking.id}/cancellation${seats < booking.seats ? `?seats=${seats}` : ''}`, { isAction: true })).value;

/** The seats and the refund of a cancellation. */
function quoteInWords(quote, booking) {
  const { currency } = quote;
  const isAtTheCenter = isPaidAtTheCenter(booking);
  const more = quote.refund_amount_if_filled - quote.refund_amount;
  const now = more > 0 ? ' now' : '';
  return [
    el('p', { class: 'quiet' }, quote.detail),
    sums([
      ['Seats that become free', quote.seats],
      quote.amount_paid > 0 && ['You paid', money(quote.amount_paid, currency)],
      quote.amount_returned > 0 && ['Already returned', money(quote.amount_returned, currency)],
      quote.amount_paid > 0 && [isAtTheCenter ? `You get back at the center${now} (${quote.refund_percent} %)`
        : `You get back${now} (${quote.refund_percent} %)`, money(quote.refund_amount, currency), true],
      more > 0 && [quote.seats === 1 ? 'More if your place is taken again' : 'More if your places are taken again', money(more, currency)],
    ]),
  ];
}

/** Shows the refund, and cancels the booking or some of its seats after a confirmation. */
export async function cancel(booking, changed) {
  const place = el('div', { 'aria-live': 'polite' });
  const send = withKey((body, key) => guest.post(`/bookings/${booking.id}/cancellation`, { body, key }));
  show(place, quoteInWords(await quoteOf(booking, booking.seats), booking));
  let seats = booking.seats;
  /** The number that the quote on the page belongs to. */
  let quoted = seats;

  async function choose(number) {
    seats = number;
    const quote = await quoteOf(booking, number);
    if (number !== seats) return;
    quoted = number;
    show(place, quoteInWords(quote, booking));
    button().textContent = number < booking.seats ? `Give up ${count(number, 'seat')}` : 'Cancel the booking';
  }
  const numbers = Array.from({ length: booking.seats }, (_, index) => booking.seats - index);
  const choice = booking.seats > 1 && field('seats', 'Seats to give up',
    numbers.map((number) => [number, number === booking.seats ? `All ${number}` : number]));
  const error = el('p', { class: 'error', role: 'alert' });
  if (choice) {
    choice.querySelector('select').addEventListener('change', ({ target }) => {
      show(error);
      choose(Number(target.value)).catch((problem) => show(error, problem.message));
    });
  }
  const dialog = confirmAction('Cancel this booking?', el('div', { class: 'stack' }, choice, place, error), {
    label: 'Cancel the booking',
    keep: 'Keep the booking',
    work: async () => {
      if (seats !== quoted) await choose(seats);
      await send(seats < booking.seats ? { seats } : {});
      toast(seats < booking.seats ? `${count(seats, 'seat is', 'seats are')} given up.` : 'Your booking is cancelled.');
      changed();
    },
  });
  const button = () => dialog.querySelector('.actions .danger');
}

/** Lets the guest take another number of seats. */
export function changeSeats(booking, changed) {
  const send = withKey((body, key) => guest.ask('PATCH', `/bookings/${booking.id}`, { body, key }));
  const most = Math.max(booking.seats, Math.min(10, booking.seats + Math.max(0, booking.event.seats_left)));
  const each = booking.amount / booking.seats;
  const about = el('p', { class: 'hint preview', id: 'seats-price', 'aria-live': 'polite' });
  const dialog = openDialog('Change the seats', form([
    field('seats', 'Seats', Array.from({ length: most }, (_, index) => [index + 1, index + 1]), { value: booking.seats, below: about }),
  ], {
    label: 'Save',
    submit: async ({ seats }) => {
      if (Number(seats) !== booking.seats) await send({ seats: Number(seats) });
      dialog.close();
      toast(`You have ${count(Number(seats), 'seat')}.`);
      focusHeading();
      changed();
    },
  }));
  const select = dialog.querySelector('select');
  const refresh = () => {
    about.textContent = booking.amount > 0 ? `You pay ${money(each * Number(select.value), booking.currency)}.` : '';
  };
  select.addEventListener('change', refresh);
  refresh();
}
