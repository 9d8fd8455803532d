// One event: the form that books it, and the times on the visitor's own clock.

import '../header.js';
import { idempotencyKey } from '../api.js';
import { actions, holdPanel, pay } from '../booking-actions.js';
import { announce, el, show } from '../dom.js';
import { count, differsHere, money, ownZone, period, zoneName } from '../format.js';
import { askToLogIn } from '../login.js';
import { guest } from '../session.js';

const card = document.getElementById('booking');
const form = card?.querySelector('form');
const outcome = document.getElementById('outcome');
const eventID = Number(card?.dataset.event);
const price = Number(card?.dataset.price);

/** The key and seats of a request without a response, so that a retry does not book twice. */
let attempt = null;

function showOwnTime() {
  const place = document.getElementById('visitor-time');
  if (!place) return;
  const { starts, ends, zone } = place.dataset;
  const event = { starts_at: starts, ends_at: ends, time_zone: zone };
  if (!differsHere(event)) return;
  show(place, el('br'), `Your time (${zoneName(event, ownZone)}): ${period(event, ownZone)}`);
  place.hidden = false;
}

function labelButton() {
  if (!price) return;
  const seats = Number(form.elements.seats.value);
  form.querySelector('button').textContent = `Book and pay ${money(price * seats, card.dataset.currency)}`;
}

async function book() {
  const seats = Number(form.elements.seats.value);
  if (!guest.current) {
    const isLoggedIn = await askToLogIn('Register or log in to book your seats.');
    if (!isLoggedIn) return;
    if (await showOwnBooking()) return;
  }
  const button = form.querySelector('button');
  button.setAttribute('aria-disabled', 'true');
  try {
    if (attempt?.seats !== seats) attempt = { seats, key: idempotencyKey() };
    const booking = await guest.post('/book', { body: { event_id: eventID, seats }, key: attempt.key });
    attempt = null;
    if (booking.status === 'confirmed') showBooking(booking, true);
    else await startPaying(booking);
  } catch (problem) {
    if (problem.status) attempt = null;
    if (problem.code === 'already_booked') await showOwnBooking();
    else showError(problem);
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

async function startPaying(booking) {
  const panel = showBooking(booking, true);
  try {
    await pay(booking);
  } catch (problem) {
    panel?.showError(problem);
  }
}

function showError(problem) {
  show(outcome, el('p', { class: 'note bad' }, problem.message));
  announce(problem.message);
  if (problem.code !== 'event_full') return;
  document.getElementById('seats-left').textContent = problem.message;
}

/** Shows the visitor's booking instead of the form; returns the panel of a hold. */
function showBooking(booking, isNew = false) {
  form.hidden = true;
  if (booking.status === 'held') {
    const panel = holdPanel(booking, refresh);
    show(outcome, panel.element, actions(booking, refresh));
    if (isNew) announce(`${count(booking.seats, 'seat')} held for you.`);
    return panel;
  }
  const heading = el('p', { class: 'note good', tabindex: '-1' },
    el('b', {}, isNew ? 'You are in. ' : 'You are going. '),
    `${count(booking.seats, 'seat')} booked. `,
    el('a', { href: `/my/bookings/${booking.id}` }, 'Show the booking'));
  show(outcome, heading, actions(booking, refresh));
  if (isNew) heading.focus();
  return null;
}

/** Shows the visitor's active booking of this event; resolves to whether there is one. */
async function showOwnBooking() {
  if (!guest.current) return false;
  const { data } = await guest.get('/bookings?limit=200');
  const own = data.find((booking) =>
    booking.event_id === eventID && ['held', 'confirmed'].includes(booking.status));
  if (own) showBooking(own);
  return Boolean(own);
}

async function refresh() {
  try {
    if (await showOwnBooking()) return;
  } catch { /* The form reports the problem when it is used. */ }
  show(outcome);
  form.hidden = false;
}

showOwnTime();
if (form) {
  labelButton();
  form.addEventListener('change', labelButton);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!form.querySelector('button').getAttribute('aria-disabled')) book();
  });
  document.addEventListener('news', refresh);
  showOwnBooking().catch(() => {});
}
