// What a guest can do with a booking: pay for it, change its seats, cancel it, add it to a calendar.

import { idempotencyKey, serverNow } from './api.js';
import { cancel, changeSeats } from './booking-seats.js';
import { announce, download, el } from './dom.js';
import { action } from './forms.js';
import { bookingState, count, countdown, isOpenOffer, money, timeInWords } from './format.js';
import { guest } from './session.js';

/** Opens the page on which the booking is paid. */
async function pay(booking) {
  const { payment_url: address } = await guest.post(`/bookings/${booking.id}/payment`, {
    body: {}, key: idempotencyKey(),
  });
  const target = new URL(address, location.origin);
  // Never a script, whatever the response says.
  if (!['https:', 'http:'].includes(target.protocol)) throw new Error('There is no payment page.');
  location.assign(target.href);
}

/** The tag with a booking's state. */
export function stateTag(booking) {
  const { text, style } = bookingState(booking);
  return el('span', { class: `tag ${style}` }, text);
}

/** The button that leads to the payment. Calls `changed` if there is nothing to pay any longer. */
export const payButton = (booking, changed, kind = 'main wide') =>
  action(`Pay ${money(booking.amount, booking.currency)}`, kind, async () => {
    try {
      await pay(booking);
    } catch (problem) {
      if (['hold_expired', 'nothing_to_pay'].includes(problem.code)) changed();
      throw problem;
    }
  });

/**
 * The time for which the seats are held, counted down; that of an offer, which lasts for hours, is
 * in words. Screen readers announce only the last minute. Calls `changed` when the time is over.
 */
export function timeLeft(booking, changed) {
  const left = el('span', { class: 'nums' });
  const isOffer = isOpenOffer(booking);
  const tick = () => {
    const text = (isOffer ? timeInWords : countdown)(booking.pay_before);
    if (text === left.textContent) return;
    if (text === '01:00') announce('One minute left to pay.');
    if (text === '1 minute') announce('One minute left to answer the offer.');
    left.textContent = text || (isOffer ? 'no time' : '00:00');
    if (text || !left.isConnected) return;
    clearInterval(timer);
    changed();
  };
  const timer = setInterval(tick, 500);
  tick();
  return left;
}

/** Shows how long the seats are held, with a button to pay. */
export const holdPanel = (booking, changed) => el('div', { class: 'stack' },
  el('p', { class: 'note warn' }, `${count(booking.seats, 'seat')} held for you. Pay within `,
    timeLeft(booking, changed), ', or the seats are released.'),
  payButton(booking, changed));

async function saveCalendarEntry(booking) {
  const { text } = await guest.ask('GET', `/bookings/${booking.id}/calendar.ics`, { isAction: true });
  download('booking.ics', 'text/calendar', text);
}

/** Whether the booking has seats of an event that is not over. */
export const isUpcoming = (booking) => ['held', 'confirmed'].includes(booking.status)
  && booking.event.status === 'scheduled' && Date.parse(booking.event.ends_at) > serverNow();

/** Seats of a hold and free seats can change; those that are paid are given up by cancelling them. */
const canChangeSeats = ({ status, amount, seats, event }) => (status === 'held' || amount === 0)
  && (seats > 1 || event.seats_left > 0);

/** The buttons for the booking's state; null if there are none. */
export function actions(booking, changed) {
  const isActive = ['held', 'confirmed'].includes(booking.status);
  const isBefore = Date.parse(booking.event.starts_at) > serverNow();
  const buttons = [
    booking.status === 'confirmed' && isUpcoming(booking)
      && action('Add to calendar', 'little', () => saveCalendarEntry(booking)),
    isActive && isBefore && canChangeSeats(booking) && action('Change seats …', 'little', async () => changeSeats(booking, changed)),
    // An offer has its own buttons.
    isActive && isBefore && !isOpenOffer(booking) && action('Cancel …', 'little', () => cancel(booking, changed)),
  ].filter(Boolean);
  return buttons.length > 0 ? el('div', { class: 'row' }, buttons) : null;
}
