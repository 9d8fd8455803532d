// What a guest can do with a booking: pay for it, give it back, keep it in a calendar.

import { idempotencyKey } from './api.js';
import { announce, el, toast } from './dom.js';
import { action, confirmAction, sums } from './forms.js';
import { bookingState, count, countdown, money } from './format.js';
import { guest } from './session.js';

/** Goes to where the booking is paid. */
export async function pay(booking) {
  const { payment_url: address } = await guest.post(`/bookings/${booking.id}/payment`, {
    body: {}, key: idempotencyKey(),
  });
  const target = new URL(address, location.origin);
  // Only pages are gone to, whatever an answer says.
  if (!['https:', 'http:'].includes(target.protocol)) throw new Error('There is no page to pay on.');
  location.assign(target.href);
}

/** The tag that says how a booking stands. */
export function stateTag(booking) {
  const { text, style } = bookingState(booking);
  return el('span', { class: `tag ${style}` }, text);
}

/**
 * How long the seats are still held, with a button to pay. The clock is for the eye; whoever
 * listens hears the last minute once. Calls `changed` when the time is over.
 */
export function holdPanel(booking, changed) {
  const left = el('b', { class: 'nums', 'aria-hidden': 'true' });
  const fault = el('p', { class: 'note warn', role: 'status', hidden: true });
  const panel = el('div', { class: 'stack' },
    el('p', { class: 'note warn' },
      `${count(booking.seats, 'seat')} held for you. Pay within `, left,
      el('span', { class: 'unseen' }, 'the time left'), ' or they go to others.'),
    fault,
    action(`Pay ${money(booking.amount, booking.currency)}`, 'main wide', async () => {
      fault.hidden = true;
      try {
        await pay(booking);
      } catch (problem) {
        fault.textContent = problem.message;
        fault.hidden = false;
        if (['hold_expired', 'nothing_to_pay'].includes(problem.code)) changed();
      }
    }));
  const tick = () => {
    const text = countdown(booking.hold_expires_at);
    if (text === left.textContent) return;
    if (text === '01:00') announce('One minute left to pay.');
    left.textContent = text || '00:00';
    if (!text && panel.isConnected) {
      clearInterval(timer);
      changed();
    }
  };
  const timer = setInterval(tick, 500);
  tick();
  panel.showFault = (problem) => {
    fault.textContent = problem.message;
    fault.hidden = false;
  };
  return panel;
}

/** Shows what would come back, and cancels when that is all right. */
export async function cancel(booking, changed) {
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

/** The buttons that fit the booking's state. */
export function actions(booking, changed) {
  const isToCome = Date.parse(booking.event.ends_at) > Date.now();
  const isActive = ['held', 'confirmed'].includes(booking.status);
  return el('div', { class: 'row' },
    booking.status === 'confirmed' && isToCome && el('a', {
      class: 'button little', href: `/e/${booking.event_id}/calendar.ics`,
    }, 'Add to calendar'),
    isActive && action('Cancel …', 'little', () => cancel(booking, changed)));
}
