// What a guest can do with a booking: pay for it, cancel it, add it to a calendar.

import { idempotencyKey } from './api.js';
import { announce, download, el, toast } from './dom.js';
import { action, confirmAction, sums } from './forms.js';
import { bookingState, count, countdown, money } from './format.js';
import { guest } from './session.js';

/** Opens the page on which the booking is paid. */
export async function pay(booking) {
  const { payment_url: address } = await guest.post(`/bookings/${booking.id}/payment`, {
    body: {}, key: idempotencyKey(),
  });
  const target = new URL(address, location.origin);
  // Excludes `javascript:` addresses.
  if (!['https:', 'http:'].includes(target.protocol)) throw new Error('There is no payment page.');
  location.assign(target.href);
}

/** The tag with a booking's state. */
export function stateTag(booking) {
  const { text, style } = bookingState(booking);
  return el('span', { class: `tag ${style}` }, text);
}

/**
 * Shows how long the seats are held, with a button to pay. Screen readers announce only the last
 * minute. Calls `changed` when the hold has expired. Returns the element and a function that shows a
 * problem in it.
 */
export function holdPanel(booking, changed) {
  const left = el('b', { class: 'nums', 'aria-hidden': 'true' });
  const error = el('p', { class: 'note warn', role: 'status', hidden: true });
  const showError = (problem) => {
    error.textContent = problem.message;
    error.hidden = false;
  };
  const element = el('div', { class: 'stack' },
    el('p', { class: 'note warn' },
      `${count(booking.seats, 'seat')} held for you. Pay within `, left,
      el('span', { class: 'visually-hidden' }, 'the time left'), ' or they go to others.'),
    error,
    action(`Pay ${money(booking.amount, booking.currency)}`, 'main wide', async () => {
      error.hidden = true;
      try {
        await pay(booking);
      } catch (problem) {
        showError(problem);
        if (['hold_expired', 'nothing_to_pay'].includes(problem.code)) changed();
      }
    }));
  const tick = () => {
    const text = countdown(booking.pay_before);
    if (text === left.textContent) return;
    if (text === '01:00') announce('One minute left to pay.');
    left.textContent = text || '00:00';
    if (!text && element.isConnected) {
      clearInterval(timer);
      changed();
    }
  };
  const timer = setInterval(tick, 500);
  tick();
  return { element, showError };
}

/** Shows the refund, and cancels the booking after a confirmation. */
async function cancel(booking, changed) {
  let quote;
  try {
    quote = await guest.get(`/bookings/${booking.id}/cancellation`);
  } catch (problem) {
    toast(problem.message);
    changed();
    return;
  }
  const key = idempotencyKey();
  const { currency } = quote;
  confirmAction('Cancel this booking?', el('div', {},
    el('p', { class: 'quiet' }, quote.detail),
    sums([
      ['Seats that become free', quote.seats],
      quote.amount_paid > 0 && ['You paid', money(quote.amount_paid, currency)],
      quote.amount_paid > 0 && [`You get back (${quote.refund_percent} %)`,
        money(quote.refund_amount, currency), true],
    ])), {
    label: 'Cancel the booking',
    work: async () => {
      await guest.post(`/bookings/${booking.id}/cancellation`, { body: {}, key });
      toast('Your booking is cancelled.');
      changed();
    },
  });
}

async function saveCalendarEntry(booking) {
  try {
    const { text } = await guest.ask('GET', `/bookings/${booking.id}/calendar.ics`);
    download('booking.ics', 'text/calendar', text);
  } catch (problem) {
    toast(problem.message);
  }
}

/** The buttons for the booking's state. */
export function actions(booking, changed) {
  const isUpcoming = Date.parse(booking.event.ends_at) > Date.now();
  const isActive = ['held', 'confirmed'].includes(booking.status);
  return el('div', { class: 'row' },
    booking.status === 'confirmed' && isUpcoming
      && action('Add to calendar', 'little', () => saveCalendarEntry(booking)),
    isActive && action('Cancel …', 'little', () => cancel(booking, changed)));
}
