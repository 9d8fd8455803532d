// The list of events: its filters, and the seats as they are now.

import '../header.js';
import { call, poll, serverNow } from '../api.js';
import { el, show } from '../dom.js';
import { seatsLeft } from '../seats.js';
import { here, root } from '../site.js';
import { session } from '../storage.js';

const form = document.querySelector('.filters');
const filters = form.querySelector('details');

// The event's page leads back to the list as it was left.
session.setItem('list', here() + location.search);

// Empty fields stay out of the address.
form.addEventListener('formdata', (event) => {
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});

function close() {
  if (!filters.open) return;
  const hadFocus = filters.contains(document.activeElement);
  filters.open = false;
  if (hadFocus) filters.querySelector('summary').focus();
}
document.addEventListener('keydown', (event) => { if (event.key === 'Escape') close(); });
document.addEventListener('click', (event) => {
  if (!filters.contains(event.target)) filters.open = false;
});

/** The query of the API that has at least the events of the page. */
function query() {
  const own = new URLSearchParams(location.search);
  const wanted = new URLSearchParams({ limit: 200 });
  for (const name of ['kind', 'facilitator_id', 'series_id', 'q', 'cursor']) {
    if (own.get(name)) wanted.set(name, own.get(name));
  }
  if (own.get('view') !== 'week' && !own.get('series_id')) wanted.set('series_once', 1);
  const first = Math.min(...[...document.querySelectorAll('[data-event] time')]
    .map((one) => Date.parse(one.dateTime)));
  // With a cursor the list continues, and without one it begins with the first event of the page.
  if (!wanted.has('cursor') && first > Date.now()) {
    wanted.set('from', `${new Date(first).toISOString().slice(0, 19)}Z`);
  }
  return wanted;
}

let shown = '';

async function look() {
  const { value, text: list } = await call(root, 'GET', `/events?${query()}`);
  if (list === shown) return false;
  shown = list;
  for (const event of value.data) {
    const card = document.querySelector(`[data-event="${event.id}"]`);
    const place = card?.querySelector('[data-seats]');
    if (!place) continue;
    const { text, style } = seatsLeft(event);
    // Only few seats are shown where there is little room, without the number of people waiting.
    const seats = place.dataset.seats !== 'few' ? text : style && text.split(' · ')[0];
    if (place.textContent !== seats) show(place, el('span', { class: style }, seats));
    const link = card.querySelector('.event-edge .button');
    if (!link) continue;
    const isFull = event.seats_left <= 0;
    link.firstChild.data = isFull ? 'Join the waiting list' : 'Book';
    link.hidden = (isFull && !event.waitlist.open) || Date.parse(event.starts_at) <= serverNow();
  }
  return true;
}

/** The page is new when it is loaded, but not when the browser goes back to it. */
let isLooking = false;
function keepLooking() {
  if (!isLooking && document.querySelector('[data-event]')) poll(15, look);
  isLooking = true;
}
const [navigation] = performance.getEntriesByType('navigation');
if (navigation?.type === 'back_forward') keepLooking();
else setTimeout(keepLooking, 15000);

window.addEventListener('pageshow', (event) => {
  // The fields show the address's filter, and not a choice from before the page was left.
  form.reset();
  filters.open = false;
  if (event.persisted) keepLooking();
});
