// A series of the facilitator: what repeats, and its dates with how full they are.

import '../header.js';
import { serverNow } from '../api.js';
import { content, el, numberInAddress, setTitle, show } from '../dom.js';
import { action } from '../forms.js';
import { count, dayAndTime } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import { addDates } from './add-dates.js';
import { cancelFrom } from './cancel-event.js';
import { columnHeader, own, redraw, showEmpty } from './frame.js';
import { seatsOrState } from './meter.js';
import { seriesInWords } from './rule-words.js';
import { hasBegun } from './series-edit.js';

const id = numberInAddress(3);
/** The parts of the page that are drawn again, so that the past dates stay open; null before that. */
let parts = null;

/** The series with its events, or null if the facilitator has no such series. */
async function load() {
  try {
    return await facilitator.get(`${own()}/series/${id}`);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

const isPast = ({ ends_at: end }) => Date.parse(end) <= serverNow();

function draw(loaded) {
  if (loaded === null) {
    setTitle('No such series');
    showEmpty('Not found', 'You have no series with this number.', ['/facilitator', 'Show my events']);
    return;
  }
  setTitle(loaded.series.title);
  if (!parts) {
    parts = { about: el('section', { class: 'card', 'aria-label': 'Series' }), upcoming: el('div', {}), past: el('div', {}) };
    parts.folded = el('details', { class: 'folded' },
      el('summary', {}, el('h2', {}, 'Past'), el('span', { class: 'quiet' })), parts.past);
    show(content(), parts.about, el('section', { class: 'card', 'aria-label': 'Dates' },
      el('h2', {}, 'Dates'), parts.upcoming, parts.folded));
  }
  const past = loaded.events.filter(isPast).reverse();
  const upcoming = loaded.events.filter((event) => !isPast(event));
  redraw(parts.about, about(loaded));
  redraw(parts.upcoming, upcoming.length > 0 ? table(upcoming, loaded.series) : el('p', { class: 'quiet spaced' }, 'No dates to come.'));
  redraw(parts.past, past.length > 0 && table(past, loaded.series));
  parts.folded.hidden = past.length === 0;
  parts.folded.querySelector('.quiet').textContent = past.length;
}

function about(loaded) {
  const { series, events } = loaded;
  const next = events.find((event) => event.status === 'scheduled' && !hasBegun(event));
  return [
    el('p', {}, el('b', {}, seriesInWords(series)), el('br'), el('span', { class: 'quiet' },
      `${count(series.events.upcoming, 'date')} to come of ${series.events.total}${series.location && ' · '}`,
      el('bdi', {}, series.location))),
    el('p', { class: 'row spaced' },
      el('button', { class: 'button little', type: 'button', click: () => addDates(loaded, refresh) }, 'Add dates …'),
      next && el('a', { class: 'button little', href: `/facilitator/events/${next.id}/edit?all` }, 'Edit all to come'),
      el('a', { class: 'button little', href: `/facilitator/new-event?from=${(next ?? events.at(-1)).id}` }, 'Duplicate'),
      next && action('Cancel all to come …', 'danger little', () => cancelFrom(loaded, next, refresh))),
    next && el('p', { class: 'hint' }, 'To change or cancel the dates from a later one on, open that date.'),
  ];
}

const table = (events, series) => el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
  el('thead', {}, el('tr', {}, ['Date', 'Seats', ''].map(columnHeader))),
  el('tbody', {}, events.map((event) => el('tr', {},
    el('td', { class: 'whole' }, el('a', { href: `/facilitator/events/${event.id}` }, dayAndTime(event.starts_at, event.time_zone)),
      ownWords(event, series)),
    el('td', {}, seatsOrState(event)),
    el('td', {}, event.status === 'scheduled' && !isPast(event) && el('a', {
      class: 'button little', href: `/facilitator/events/${event.id}/edit`,
    }, 'Edit', el('span', { class: 'visually-hidden' }, ` ${dayAndTime(event.starts_at, event.time_zone)}`))))))));

/** The title and place of an event, if they are not those of the series. */
function ownWords(event, { title, location }) {
  const words = [event.title !== title && event.title, event.location !== location && event.location].filter(Boolean);
  return words.length > 0 && [el('br'), el('span', { class: 'quiet small' }, el('bdi', {}, words.join(' · ')))];
}

const refresh = livePage(load, draw, { session: facilitator });
