// Books seats for a guest who has called or walked in.

import { withKey } from '../api.js';
import { el, toast } from '../dom.js';
import { field, form, openDialog } from '../forms.js';
import { count, money } from '../format.js';
import { facilitator } from '../session.js';
import { amountField, methods } from './amounts.js';
import { own } from './frame.js';

/** The choices of an event's seats, at least one. */
const seatNumbers = ({ seats_left: left }) => Array.from({ length: Math.min(10, Math.max(1, left)) }, (_, index) => [index + 1, index + 1]);

/** Opens the form. Calls `done` when the guest is booked. */
export function addBooking(event, done) {
  const send = withKey((body, key) => facilitator.post(`${own()}/events/${event.id}/bookings`, { body, key }));
  const seats = field('seats', 'Seats', seatNumbers(event));
  const payment = event.price > 0 ? paymentFields(event, seats.querySelector('select')) : null;
  const element = form([
    field('name', 'Name', 'text', { autocomplete: 'off', maxlength: 100 }),
    field('email', 'Email', 'email', {
      autocomplete: 'off', hint: 'Optional. For a confirmation, and so that the guest sees the booking in an account.',
    }),
    seats,
    payment?.elements,
    field('note', 'Note', 'textarea', { rows: 2, class: 'short-text', maxlength: 2000, hint: 'Optional. Guests do not see it.' }),
  ], {
    label: 'Book the seats',
    find: (name) => element.elements[name.split('.').pop()],
    submit: async (values) => {
      const paid = payment?.read();
      const body = {
        name: values.name.trim(), seats: Number(values.seats),
        ...(values.email.trim() && { email: values.email.trim() }),
        ...(paid && { paid }),
        ...(values.note.trim() && { note: values.note.trim() }),
      };
      const booking = await send(body);
      dialog.close();
      toast(`${count(booking.seats, 'seat')} booked for ${booking.user?.name || body.name}.`);
      done(booking);
    },
  });
  const dialog = openDialog('Add a guest', el('p', { class: 'quiet' },
    event.seats_left > 0 ? `${count(event.seats_left, 'seat is', 'seats are')} free.` : 'No seat is free now.'), element);
}

/** The choice between money taken now and at the door, with the amount and how it was paid. */
function paymentFields(event, seats) {
  const price = () => event.price * Number(seats.value);
  const sum = (amount) => money(amount, event.currency);
  const amount = amountField('amount', 'Amount', price(), event.currency, (taken) => (taken < price()
    ? `${sum(taken)} is noted as paid; ${sum(price() - taken)} stays due at the door.` : `${sum(taken)} is noted as paid.`));
  let isWritten = false;
  amount.input.addEventListener('input', () => { isWritten = true; });
  const due = el('p', { class: 'hint preview', 'aria-live': 'polite' });
  const taken = el('div', { class: 'pair', hidden: true }, amount.element, field('method', 'Paid by', methods));
  const options = ['due', 'taken'].map((value) => el('input', { type: 'radio', name: 'payment', value, checked: value === 'due' }));
  const isTaken = () => options[1].checked;
  const refresh = () => {
    taken.hidden = !isTaken();
    due.textContent = isTaken() ? '' : `${sum(price())} is due at the door.`;
    if (isWritten) amount.refresh();
    else amount.set(price());
  };
  for (const one of [seats, ...options]) one.addEventListener('change', refresh);
  refresh();
  return {
    elements: [el('div', { class: 'field' }, el('fieldset', {}, el('legend', {}, 'Payment'),
      el('div', { class: 'choice' }, ['Due at the door', 'Taken now'].map((text, index) =>
        el('label', {}, options[index], el('span', {}, text))))), due), taken],
    read: () => (isTaken() ? { amount: amount.read(), method: taken.querySelector('select').value } : null),
  };
}
