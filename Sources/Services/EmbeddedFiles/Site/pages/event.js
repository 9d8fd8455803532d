// One event: the form that books it, the visitor's booking, and the seats as they are now.

import '../header.js';
import { addressNote } from '../address-note.js';
import { call, idempotencyKey, poll, serverNow } from '../api.js';
import { refusal } from '../bookable.js';
import { actions, holdPanel } from '../booking-actions.js';
import { announce, el, show } from '../dom.js';
import { action } from '../forms.js';
import { count, day, differsHere, money, refundState, time, zoneName } from '../format.js';
import { askToLogIn } from '../login.js';
import { seatsLeft } from '../seats.js';
import { seriesDates } from '../series-dates.js';
import { guest } from '../session.js';
import { session } from '../storage.js';
import { loadZones, ownZone } from '../time-zones.js';

const card = document.getElementById('booking');
const form = document.getElementById('book-form');
const outcome = document.getElementById('outcome');
const foot = document.getElementById('foot');
const buttons = [form.querySelector('button'), foot.querySelector('button')];
const refusals = [...card.querySelectorAll('[data-refusal]')];
const eventID = Number(card.dataset.event);
const price = Number(card.dataset.price);

/** The key and seats of a request without a response, so that a retry does not book twice. */
let attempt = null;
/** The key of the booking that the page shows; null before it was first drawn. */
let drawn = null;
/** The value of `drawn` while the page asks a guest with a booking to log in again. */
const loggedOut = 'logged out';
let wasHeld = false;
let isBooking = false;

async function showOwnTime() {
  const place = document.getElementById('visitor-time');
  const { starts, ends, zone } = place.dataset;
  await loadZones([ownZone, zone]);
  const event = { starts_at: starts, ends_at: ends, time_zone: zone };
  if (!differsHere(event)) return;
  const isSameDay = day(starts, zone) === day(starts, ownZone) && day(ends, zone) === day(ends, ownZone);
  const own = isSameDay ? `${time(starts, ownZone)} – ${time(ends, ownZone)}`
    : `${day(starts, ownZone).replace(/ \d+$/, '')}, ${time(starts, ownZone)}`;
  place.textContent = `Your time: ${own}`;
  place.title = zoneName(event, ownZone);
}

/** Leads back to the list with the filter that the visitor came from. */
function showWayBack() {
  const list = session.getItem('list');
  if (list?.startsWith('/?')) document.getElementById('back').setAttribute('href', list);
}

function labelButton() {
  if (!price) return;
  const seats = Number(form.elements.seats.value);
  buttons[0].textContent = `Book and pay ${money(price * seats, card.dataset.currency)}`;
}

async function book(button) {
  const seats = Number(form.elements.seats.value);
  if (!guest.current) {
    const isLoggedIn = await askToLogIn('Register or log in to book your seats.');
    if (!isLoggedIn) return;
    // The visitor may have a booking already. If that cannot be read, booking says so.
    await look().catch(() => {});
    if (form.hidden) return;
  }
  for (const one of buttons) one.setAttribute('aria-disabled', 'true');
  isBooking = true;
  try {
    if (attempt?.seats !== seats) attempt = { seats, key: idempotencyKey() };
    const booking = await guest.post('/book', { body: { event_id: eventID, seats }, key: attempt.key });
    attempt = null;
    showBooking(booking, true);
    // The payment follows at once; its button shows why it does not, if so.
    if (booking.status === 'held') outcome.querySelector('.button.main').click();
    else outcome.append(await addressNote() ?? '');
  } catch (problem) {
    if (problem.status) attempt = null;
    showProblem(problem, button);
  } finally {
    isBooking = false;
    for (const one of buttons) one.removeAttribute('aria-disabled');
  }
  refresh();
  refreshDates?.();
}

/** Shows a refusal beside the pressed button. */
function showProblem(problem, button) {
  if (problem.code === 'already_booked') return;
  const place = foot.contains(button) ? foot.querySelector('.error') : form.querySelector('.error');
  place.textContent = problem.message;
  place.hidden = false;
  place.focus();
}

function hideProblems() {
  for (const one of document.querySelectorAll('#book-form .error, #foot .error')) one.hidden = true;
}

/** Says until when one can book, to visitors who can. */
function showEnd() {
  const end = document.getElementById('booking-end');
  if (end) end.hidden = form.hidden;
}

/** The login has ended: the booking is not shown, but neither is the form, as if there were none. */
function showLoggedOut() {
  drawn = loggedOut;
  form.hidden = true;
  showEnd();
  show(outcome, el('div', { class: 'note warn' },
    el('p', {}, 'You are logged out. Log in to see your booking.'),
    action('Log in', 'little', () => askToLogIn('Log in to see your booking.'))));
  showStep(null);
}

/** Shows the visitor's booking. */
function showBooking(booking, isNew = false) {
  drawn = key(booking);
  form.hidden = true;
  showEnd();
  hideProblems();
  const seats = count(booking.seats, 'seat');
  if (booking.status === 'held') {
    wasHeld = true;
    show(outcome, holdPanel(booking, refresh), actions(booking, refresh));
    if (isNew) announce(`${seats} held for you.`);
  } else {
    const { text, style } = summary(booking, isNew);
    const note = el('div', { class: `note ${style}`, tabindex: '-1' },
      el('b', {}, text), ` ${seats} booked. `, refundState(booking), ' ',
      el('a', { href: `/my/bookings/${booking.id}` }, 'Show the booking'));
    show(outcome, note, actions(booking, refresh));
    if (isNew) note.focus();
  }
  // A guest who is going has the entry of the booking, which changes with it.
  card.querySelector('.calendar').hidden = booking.status === 'confirmed';
  showStep(booking);
}

function summary({ status, event }, isNew) {
  if (status !== 'confirmed') return { text: 'Your booking is cancelled.', style: '' };
  if (isNew) return { text: 'You are in.', style: 'good' };
  return Date.parse(event.ends_at) <= serverNow() ? { text: 'You were booked.', style: '' }
    : { text: 'You are going.', style: 'good' };
}

/** The button at the foot: to book, or to see the booking. */
function showStep(booking) {
  buttons[1].hidden = Boolean(booking) || form.hidden;
  foot.querySelector('.step')?.remove();
  if (!booking) return;
  buttons[1].after(el('a', { class: `button step ${booking.status === 'held' ? 'main' : ''}`, href: '#booking' },
    booking.status === 'held' ? 'Pay' : 'Your booking'));
}

/** Shows the event as it is now to a visitor without a booking. */
function showForm(event) {
  const reason = obstacle(event);
  drawn = key(null);
  form.hidden = reason !== null;
  showEnd();
  const lapse = wasHeld && el('p', { class: 'note warn' },
    'Your time to pay is over, and your seats were released.',
    !reason && ' You can book again while there are seats.');
  show(outcome, lapse);
  if (lapse) announce(lapse.textContent);
  card.querySelector('.calendar').hidden = false;
  showStep(null);
}

/** Why the event cannot be booked now, or not on this page; null if it can. */
const obstacle = (event) => refusal(event) ?? ('offline' in card.dataset ? 'not_payable' : null);

/** The booking that matters on this page: one with seats, or the last one of an event that is over. */
function ownBooking(bookings, event) {
  const active = bookings.find(({ status }) => ['held', 'confirmed'].includes(status));
  if (active) return active;
  const isOver = ['event_cancelled', 'event_past', 'event_started', 'booking_closed'].includes(obstacle(event));
  return isOver ? bookings.find(({ status }) => status !== 'expired') : undefined;
}

/** The fields of the booking that a drawing depends on. */
const key = (booking) => JSON.stringify(booking ? [
  booking.id, booking.status, booking.seats, booking.hold_expires_at, booking.refund_status,
] : 'none');

/** Shows the seats and the state of the event. */
function showEvent(event, own) {
  const { text, style } = seatsLeft(event);
  show(document.getElementById('seats-left'), el('span', { class: style }, text),
    event.seats_left > 0 && event.status !== 'cancelled' && ` of ${event.capacity}`);
  foot.querySelector('[data-seats]').textContent = text;
  const reason = own && obstacle(event) === 'event_full' ? null : obstacle(event);
  for (const note of refusals) note.hidden = note.dataset.refusal !== reason;
  const { seats } = form.elements;
  const most = Math.max(1, Math.min(event.seats_left, 10));
  while (seats.options.length > most) seats.options[seats.options.length - 1].remove();
  while (seats.options.length < most) seats.add(new Option(seats.options.length + 1));
  labelButton();
}

let seen = '';

async function look() {
  const [{ value: event }, bookings] = await Promise.all([
    call('', 'GET', `/events/${eventID}`),
    guest.current ? guest.get(`/bookings?event_id=${eventID}&limit=10`) : { data: [] },
    loadZones([ownZone]),
  ]);
  if (isBooking || document.querySelector('dialog[open]')) return true;
  const own = ownBooking(bookings.data, event);
  const isLoggedOut = !guest.current && drawn !== null && drawn !== key(null);
  const now = JSON.stringify([event, obstacle(event), key(own), isLoggedOut]);
  if (now === seen) return false;
  seen = now;
  showEvent(event, own);
  if (own && drawn !== key(own)) showBooking(own);
  if (isLoggedOut) showLoggedOut();
  else if (!own && (drawn !== key(null) || form.hidden !== (obstacle(event) !== null))) showForm(event);
  return true;
}

showOwnTime().catch(() => { /* The time of the event's zone remains. */ });
showWayBack();
labelButton();
form.append(el('p', { class: 'error', tabindex: '-1', hidden: true }));
foot.append(el('p', { class: 'error', tabindex: '-1', hidden: true }));
form.addEventListener('change', () => { hideProblems(); labelButton(); });
form.addEventListener('submit', (event) => {
  event.preventDefault();
  hideProblems();
  const button = event.submitter || buttons[0];
  if (!button.getAttribute('aria-disabled')) book(button);
});
const refresh = poll(4, look);
const refreshDates = seriesDates(refresh);
document.addEventListener('news', refresh);
document.addEventListener('session', refresh);
