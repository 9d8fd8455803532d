// The pages before and after a payment: counts down the time left, and follows the payment.

import '../header.js';
import { poll } from '../api.js';
import { announce } from '../dom.js';
import { countdown } from '../format.js';
import { guest } from '../session.js';
import { root } from '../site.js';

const left = document.querySelector('[data-until]');
const own = document.querySelector(`.ticket a[href^="${root}/my/bookings/"]`);
const isUnpaid = document.querySelector('.ticket-step a, .ticket-step form') !== own;

// The seats are released up to a minute after the time to pay.
const reloadDelay = left && countdown(left.dataset.until) ? 2000 : 20000;

/** Loads the page again when the time is over: the server then shows the new state of the seats. */
function tick() {
  const text = countdown(left.dataset.until);
  if (text === left.textContent) return;
  if (text === '01:00') announce('One minute left to pay.');
  left.textContent = text || '00:00';
  if (text) return;
  clearInterval(timer);
  setTimeout(() => location.reload(), reloadDelay);
}

let timer;
if (left) {
  timer = setInterval(tick, 500);
  tick();
}

if (own && !isUnpaid && guest.current) {
  const id = new URL(own.href).pathname.split('/').pop();
  poll(1, async () => {
    const booking = await guest.get(`/bookings/${id}`);
    if (booking.status !== 'held') location.replace(own.href);
  });
}
