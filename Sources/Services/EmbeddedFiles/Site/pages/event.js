// One event: the form that books it or joins its waiting list, the visitor's booking or wait, and the
// seats as they are now.

import '../header.js';
import { addressNote } from '../address-note.js';
import { call, idempotencyKey, poll, serverNow } from '../api.js';
import { refusal } from '../bookable.js';
import { actions, holdPanel } from '../booking-actions.js';
import { announce, el, show } from '../dom.js';
import { action } from '../forms.js';
import { contingentState, count, isLostOffer, isOpenOffer, money, refundState } from '../format.js';
import { askToLogIn } from '../login.js';
import { lossInWords, offerPanel } from '../offers.js';
import { seatsLeft } from '../seats.js';
import { seriesDates } from '../series-dates.js';
import { guest } from '../session.js';
import { address, root } from '../site.js';
import { session } from '../storage.js';
import { loadZones, ownZone } from '../time-zones.js';
import { showOwnTime } from '../visitor-time.js';
import { isWaitFormShown, showWaitForm, waitForm } from '../wait-form.js';
import { waitPanel } from '../waits.js';

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
/** What a guest misses whose login has ended. */
let subject = 'your booking';
/** The ID of the booking that the page has shown as held or offered. */
let heldID = null;
let isBooking = false;

/** Leads back to the list with the filter that the visitor came from. */
function showWayBack() {
  const list = session.getItem('list');
  if (list?.startsWith('/?')) document.getElementById('back').setAttribute('href', address(list));
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
  let isRefused = false;
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
    isRefused = true;
    showProblem(problem, button);
  } finally {
    isBooking = false;
    for (const one of buttons) one.removeAttribute('aria-disabled');
  }
  await refresh();
  refreshDates?.();
  // The form with the refusal is gone if the event is full now. The card says so, and what to do.
  if (isRefused && form.hidden && !foot.contains(document.activeElement)) card.focus();
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
    el('p', {}, `You are logged out. Log in to see ${subject}.`),
    action('Log in', 'little', () => askToLogIn(`Log in to see ${subject}.`))));
  showStep(null);
}

/** Shows the visitor's booking. */
function showBooking(booking, isNew = false) {
  drawn = key({ booking });
  subject = 'your booking';
  form.hidden = true;
  document.getElementById('waitlist').hidden = true;
  showEnd();
  hideProblems();
  const seats = count(booking.seats, 'seat');
  const hadFocus = outcome.contains(document.activeElement);
  if (booking.status === 'held') {
    if (isOpenOffer(booking) && heldID !== booking.id) announce(`${count(booking.seats, 'seat is', 'seats are')} offered to you.`);
    heldID = booking.id;
    show(outcome, isOpenOffer(booking) ? offerPanel(booking, answered) : holdPanel(booking, refresh), actions(booking, refresh));
    if (isNew) announce(`${seats} held for you.`);
    else if (hadFocus) outcome.querySelector('.button').focus();
  } else {
    const { text, style } = summary(booking, isNew);
    const note = el('div', { class: `note ${style}`, tabindex: '-1' },
      el('b', {}, text), ` ${seats} booked. `, refundState(booking), ' ', contingentState(booking), ' ',
      el('a', { href: `/my/bookings/${booking.id}` }, 'Show the booking'));
    show(outcome, note, actions(booking, refresh));
    if (isNew || hadFocus) note.focus();
  }
  // A guest who is going has the entry of the booking, which changes with it.
  card.querySelector('.calendar').hidden = booking.status === 'confirmed';
  showStep(booking);
}

/** A yes shows the booking at once; after a no the page reads what is left. */
function answered(booking) {
  if (booking) showBooking(booking, true);
  return refresh();
}

function summary({ status, event }, isNew) {
  if (status !== 'confirmed') return { text: 'Your booking is cancelled.', style: '' };
  if (isNew) return { text: 'You are in.', style: 'good' };
  return Date.parse(event.ends_at) <= serverNow() ? { text: 'You were booked.', style: '' }
    : { text: 'You are going.', style: 'good' };
}

/** The button at the foot: to book, or to see the booking, the offer or the waiting list. */
function showStep(booking, wait) {
  buttons[1].hidden = Boolean(booking) || form.hidden;
  foot.querySelector('.step')?.remove();
  const isHeld = booking?.status === 'held';
  const text = isHeld ? (isOpenOffer(booking) ? 'Your offer' : 'Pay')
    : booking ? 'Your booking'
      : form.hidden && (wait ? 'Your place' : isWaitFormShown() && 'Waiting list');
  if (!text) return;
  buttons[1].after(el('a', { class: `button step ${isHeld || !(booking || wait) ? 'main' : ''}`, href: '#booking' }, text));
}

/** Shows the event as it is now to a visitor without a booking. `last` is the latest lost one. */
function showForm(event, last) {
  const reason = obstacle(event);
  drawn = key({});
  form.hidden = reason !== null;
  showEnd();
  const lapse = heldID !== null && last?.id === heldID && el('p', { class: 'note warn' }, lossInWords(last),
    !reason && ' You can book again while there are seats.',
    reason === 'event_full' && event.waitlist.open && ' You can join the waiting list again.');
  show(outcome, lapse);
  if (lapse) announce(lapse.textContent);
  card.querySelector('.calendar').hidden = false;
  showStep(null);
}

/** Shows the place of a guest who waits, who may also book seats that are free. */
function showWait(wait, event, isNew = false) {
  drawn = key({ wait });
  subject = 'your place on the waiting list';
  form.hidden = obstacle(event) !== null;
  document.getElementById('waitlist').hidden = true;
  showEnd();
  const hadFocus = outcome.contains(document.activeElement);
  const { offersUntil } = document.getElementById('waitlist').dataset;
  show(outcome, waitPanel(wait, event, { offersUntil, isBookable: !form.hidden, changed: refresh }));
  card.querySelector('.calendar').hidden = false;
  showStep(null, wait);
  if (isNew || hadFocus) outcome.querySelector('.note').focus();
}

/** Why the event cannot be booked now, or not on this page; null if it can. */
const obstacle = (event) => refusal(event) ?? ('offline' in card.dataset ? 'not_payable' : null);

/** The booking that matters on this page: one with seats, or the last one of an event that is over. */
function ownBooking(bookings, event) {
  const active = bookings.find(({ status }) => ['held', 'confirmed'].includes(status));
  if (active) return active;
  const isOver = ['event_cancelled', 'event_past', 'event_started', 'booking_closed'].includes(obstacle(event));
  return isOver ? bookings.find((one) => one.status !== 'expired' && !isLostOffer(one)) : undefined;
}

/** The fields of the guest's booking or wait that a drawing depends on. */
const key = ({ booking, wait }) => JSON.stringify(booking ? [
  booking.id, booking.status, booking.seats, booking.hold_expires_at, booking.refund_status,
  booking.contingent_refund,
] : wait ? [
  wait.position, wait.seats, wait.accepts_fewer, wait.gets_letters, wait.event.seats_left,
] : 'none');

/** The guest's wait for seats of this event; undefined without one. */
async function ownWait() {
  const { data } = await guest.get('/waitlist?limit=200');
  return data.find((entry) => entry.event_id === eventID && entry.status === 'waiting');
}

/** Shows the seats and the state of the event. */
function showEvent(event, { booking, wait }) {
  const { text, style } = seatsLeft(event);
  show(document.getElementById('seats-left'), el('span', { class: style }, text),
    event.seats_left > 0 && event.status !== 'cancelled' && ` of ${event.capacity}`);
  foot.querySelector('[data-seats]').textContent = text;
  const isOpen = [null, 'event_full'].includes(obstacle(event));
  const reason = isOpen && (booking || wait) ? null : obstacle(event);
  showWaitForm(event, isOpen && !booking && !wait);
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
    call(root, 'GET', `/events/${eventID}`),
    guest.current ? guest.get(`/bookings?event_id=${eventID}&limit=10`) : { data: [] },
    loadZones([ownZone]),
  ]);
  if (isBooking || document.querySelector('dialog[open]')) return true;
  const booking = ownBooking(bookings.data, event);
  const wait = guest.current && !booking && event.waitlist.waiting > 0 ? await ownWait() : undefined;
  if (isBooking) return true;
  const own = { booking, wait };
  const isLoggedOut = !guest.current && drawn !== null && drawn !== key({});
  const now = JSON.stringify([event, obstacle(event), key(own), isLoggedOut]);
  if (now === seen) return false;
  seen = now;
  showEvent(event, own);
  const isOther = drawn !== key(own) || (!booking && form.hidden !== (obstacle(event) !== null));
  if (isLoggedOut) showLoggedOut();
  else if (booking && isOther) showBooking(booking);
  else if (wait && isOther) showWait(wait, event);
  else if (!booking && !wait && isOther) showForm(event, bookings.data[0]);
  return true;
}

/** Shows the new place in the list, or the offer of a guest who takes the last seats at once. */
async function joined(entry) {
  if (entry.status === 'waiting') showWait(entry, entry.event, true);
  await refresh();
  if (entry.status !== 'waiting') outcome.querySelector('.note')?.focus();
}

/** The reason of a refusal may be the guest's own booking or wait, which the page shows then. */
async function refused(code) {
  await refresh();
  if (['already_waiting', 'already_booked'].includes(code)) outcome.querySelector('[tabindex]')?.focus();
}

showOwnTime(document.getElementById('visitor-time')).catch(() => { /* The time of the event's zone remains. */ });
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
waitForm(eventID, { look, joined, changed: refused });
document.addEventListener('news', refresh);
document.addEventListener('session', refresh);
