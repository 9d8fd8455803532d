// One event of the facilitator: its roster, on which arrivals are ticked and guests are added, on
// screen, on paper and as a spreadsheet.

import '../header.js';
import { serverNow } from '../api.js';
import { content, el, numberInAddress, setTitle, show } from '../dom.js';
import { action, openDialog } from '../forms.js';
import { count, dueAtTheDoor, isOpenOffer, money, period, pictureOf, zoneName } from '../format.js';
import { livePage } from '../live-page.js';
import { matches } from '../search.js';
import { facilitator } from '../session.js';
import { addBooking } from './add-booking.js';
import { attendanceOf, waitingNote } from './attendance.js';
import { attendeeNames, hasSeats, isConfirmed } from './booking-words.js';
import { cancelEvent } from './cancel-event.js';
import { csvButton } from './csv.js';
import { amounts, figure, income, openRefunds, own, ownEvent, redraw, searchField, showEmpty } from './frame.js';
import { eventPicture } from './event-picture.js';
import { rosterTable } from './roster-csv.js';
import { rosterList } from './roster-list.js';
import { loadWaiting, waitlistCard } from './waitlist.js';
import { writeToAll } from './write-to-all.js';

const id = numberInAddress(3);
let search = '';
let data = null;
/** The parts of the page that are drawn again, so that the search field stays; null before that. */
let parts = null;

/** The event with its roster and money report, or null if the facilitator has no such event. */
async function load() {
  const event = await ownEvent(id);
  if (!event) return null;
  const [bookings, report] = await Promise.all([
    facilitator.all(`${own()}/events/${id}/bookings`), facilitator.get(`${own()}/events/${id}/money`),
  ]);
  const byName = (one, other) => one.user.name.localeCompare(other.user.name) || one.id - other.id;
  const entries = await loadWaiting(event, bookings.some(isOpenOffer));
  return { event, roster: bookings.sort(byName), report, entries };
}

function draw(loaded) {
  if (loaded === null) {
    setTitle('No such event');
    showEmpty('Not found', 'You have no event with this number.', ['/facilitator', 'Show my events']);
    return;
  }
  data = loaded;
  setTitle(data.event.title);
  if (!parts) {
    parts = {
      about: el('div', { class: 'stack' }), figures: el('div', {}), waiting: el('p', { class: 'note warn no-print', role: 'status', hidden: true }),
      active: rosterList(() => refresh()), ended: rosterList(() => refresh()),
      none: el('p', { class: 'quiet spaced' }), folded: null, add: null, list: waitlistCard(() => refresh()),
    };
    show(content(), parts.about, parts.figures, parts.waiting, rosterCard(), parts.list.element);
    showTarget();
  }
  parts.list.show(data.event, data.entries);
  redraw(parts.about, about(data));
  drawRoster();
}

/** The part that the address names was not there when the browser looked for it. */
function showTarget() {
  if (location.hash === '#waiting-list') requestAnimationFrame(() => parts.list.element.scrollIntoView());
}

/** Whether the event can still change, and guests can be added unless it is a draft. */
const isOpen = (event) => event.status === 'scheduled' && Date.parse(event.ends_at) > serverNow();

function about({ event, entries }) {
  const waiting = entries.filter(({ status }) => status === 'waiting').length;
  return [
    el('section', { class: 'card', 'aria-label': 'Event' }, el('div', { class: 'event-line' },
      el('div', { class: 'stack' },
        el('p', {}, el('b', {}, period(event)), el('br'),
          el('span', { class: 'quiet' }, `${zoneName(event)}${event.location && ' · '}`, el('bdi', {}, event.location))),
        event.status === 'cancelled' && el('p', {}, el('span', { class: 'tag bad' }, 'Cancelled')),
        event.visibility !== 'public' && el('p', {}, el('span', { class: 'tag' }, event.visibility === 'draft' ? 'Draft' : 'Unlisted'))),
      el('img', { class: 'cover no-print', src: pictureOf(event), alt: '', width: 96, height: 96 })),
    el('p', { class: 'row spaced no-print' },
      isOpen(event) && el('a', { class: 'button little', href: `/facilitator/events/${id}/edit` }, 'Edit'),
      event.visibility !== 'draft' && el('a', { class: 'button little', href: `/facilitator/events/${id}/seats` }, 'Seats'),
      waiting > 0 && el('a', { class: 'button little', href: '#waiting-list' }, `Waiting list (${waiting})`),
      el('button', { class: 'button little', type: 'button', click: choosePicture }, 'Picture …'),
      event.series_id && el('a', { class: 'button little', href: `/facilitator/series/${event.series_id}` }, 'All dates'),
      el('a', { class: 'button little', href: `/facilitator/new-event?from=${id}` }, 'Duplicate'),
      event.visibility !== 'draft' && el('a', { class: 'button little', href: `/e/${id}` }, 'Guests’ page'),
      isOpen(event) && action('Cancel the event …', 'danger little', () => cancelEvent(event, refresh)))),
  ];
}

/** The page shows the picture when the dialog is closed. */
function choosePicture() {
  const dialog = openDialog('Picture', eventPicture(data.event, (event) => { data.event = event; }));
  dialog.addEventListener('close', () => refresh());
}

const seatsOf = (bookings) => bookings.reduce((sum, { seats }) => sum + seats, 0);

function figures({ event, roster, report }) {
  const coming = roster.filter(isConfirmed);
  const seats = seatsOf(coming);
  const arrived = seatsOf(coming.filter((booking) => attendanceOf(booking) === 'arrived'));
  const isTicked = coming.some((booking) => attendanceOf(booking));
  const isHeld = ({ status }) => status === 'held';
  const offered = seatsOf(roster.filter(isOpenOffer));
  const held = seatsOf(roster.filter(isHeld)) - offered;
  const due = coming.reduce((sum, booking) => sum.set(booking.currency, (sum.get(booking.currency) || 0) + dueAtTheDoor(booking)), new Map());
  const dueTexts = [...due].filter(([, amount]) => amount > 0).map(([currency, amount]) => money(amount, currency));
  const owed = amounts([report], (sum) => sum.refunds_initiated + sum.refunds_failed);
  const disputed = amounts([report], (sum) => sum.disputed);
  const contingent = amounts([report], openRefunds);
  return el('dl', { class: 'figures' },
    figure('Guests', coming.length),
    figure('Seats', seats, ` of ${event.capacity}`),
    isTicked ? figure('Arrived', arrived, ` of ${count(seats, 'seat')}`) : figure('Held for payment', held),
    offered > 0 && figure('Offered', count(offered, 'seat')),
    dueTexts.length > 0 && figure('Due at the door', dueTexts.join(' · ')),
    figure('Income', amounts([report], income) || 'None',
      [owed && ` ${owed} being refunded`, disputed && ` ${disputed} disputed`,
        contingent && ` ${contingent} may go back`].filter(Boolean).join(',')));
}

function rosterCard() {
  parts.add = el('button', {
    class: 'button main little', type: 'button', click: () => addBooking(data.event, () => refresh()),
  }, 'Add a guest …');
  parts.folded = el('details', { class: 'folded no-print' },
    el('summary', {}, el('h2', {}, 'Cancelled and expired'), el('span', { class: 'quiet' })), parts.ended.element);
  return el('section', { class: 'card', 'aria-label': 'Roster' },
    el('div', { class: 'spread' }, el('h2', {}, 'Roster'), el('div', { class: 'row no-print' },
      parts.add,
      el('button', {
        class: 'button little', type: 'button', click: () => writeToAll(data.event, data.roster.filter(isConfirmed).length),
      }, 'Write to all …'))),
    el('div', { class: 'spread spaced no-print' },
      searchField('Search the roster', (text) => { search = text; drawRoster(); }),
      el('div', { class: 'row' },
        el('button', { class: 'button little', type: 'button', click: () => print() }, 'Print'),
        csvButton(`roster-${id}`, () => rosterTable(data)))),
    parts.active.element, parts.none, parts.folded);
}

/** Draws the parts that ticks and the search change. */
function drawRoster() {
  redraw(parts.figures, figures(data));
  const waiting = waitingNote();
  if (parts.waiting.textContent !== waiting) parts.waiting.textContent = waiting;
  parts.waiting.hidden = !waiting;
  parts.add.hidden = !isOpen(data.event) || data.event.visibility === 'draft';
  const found = data.roster.filter((booking) =>
    matches(search, booking.user.name, booking.user.email || '', booking.note || '', ...attendeeNames(booking)));
  const active = found.filter(hasSeats);
  const ended = found.filter((booking) => !hasSeats(booking));
  parts.active.show(active);
  parts.ended.show(ended);
  parts.folded.hidden = ended.length === 0;
  parts.folded.querySelector('.quiet').textContent = ended.length;
  parts.none.hidden = active.length > 0;
  parts.none.textContent = search.trim() ? 'No guest found.' : 'No bookings yet.';
}

document.addEventListener('attendance', ({ detail }) => {
  if (!data) return;
  const booking = detail && data.roster.find((one) => one.id === detail.id);
  if (booking) booking.attendance = detail.attendance;
  drawRoster();
});

const refresh = livePage(load, draw, { session: facilitator });
