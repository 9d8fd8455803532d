// Refunds and letters of the whole center that did not arrive.

import '../header.js';
import { content, el, show } from '../dom.js';
import { field } from '../forms.js';
import { count, dayAndTime, money } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import { columnHeader, redraw } from '../facilitator/frame.js';
import { nextStep, reasonsForOwner, stateCell } from '../facilitator/refund-words.js';
import { linkFor } from './list.js';

const views = [['failed', 'Failed'], ['initiated', 'On their way'], ['processed', 'Refunded'], ['', 'All']];
let view = 'failed';
/** The parts that are drawn again, so that the choice stays; null before the first time. */
let parts = null;

async function load() {
  const [refunds, letters] = await Promise.all([
    facilitator.all(`/api/centre/refunds${view && `?status=${view}`}`), facilitator.all('/api/centre/letters'),
  ]);
  return { view, refunds, letters };
}

function draw(data) {
  if (!parts) {
    parts = { refunds: el('div', {}), letters: el('section', { class: 'card', 'aria-label': 'Letters' }) };
    const choice = field('status', 'State of the refunds', views, {
      value: view, class: 'little', change: ({ target }) => { view = target.value; refresh(); },
    });
    show(content(), el('section', { class: 'card', 'aria-label': 'Refunds' },
      el('div', { class: 'spread' }, el('h2', {}, 'Refunds'), choice), parts.refunds), parts.letters);
  }
  redraw(parts.refunds, data.refunds.length === 0
    ? el('p', { class: 'quiet spaced', role: 'status' }, data.view === 'failed' ? 'No refund has failed.' : 'No refunds.')
    : el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, ['Guest', 'Amount', 'Reason', 'State', 'When', 'Next step'].map(columnHeader))),
      el('tbody', {}, data.refunds.map(refundRow)))));
  redraw(parts.letters, lettersCard(data.letters));
}

const refundRow = (refund) => el('tr', {},
  el('td', {}, linkFor(refund.facilitator_id, `/facilitator/bookings/${refund.booking_id}`, el('b', {}, el('bdi', {}, refund.user))), el('br'),
    el('bdi', { class: 'quiet small' }, refund.event)),
  el('td', { class: 'number' }, money(refund.amount, refund.currency)),
  el('td', { class: 'quiet small' }, reasonsForOwner[refund.reason] || refund.reason),
  el('td', {}, stateCell(refund)),
  el('td', { class: 'quiet small' }, dayAndTime(refund.updated_at)),
  el('td', {}, nextStep(refund, refresh, `/api/facilitator/${refund.facilitator_id}`)));

const kinds = { reminder: 'Reminder', message: 'Message', confirmed: 'Confirmation' };

const lettersCard = (letters) => [
  el('h2', {}, 'Emails that were not delivered'),
  letters.length === 0 ? el('p', { class: 'quiet spaced' }, 'No email has failed five times.') : [
    el('p', { class: 'quiet spaced' }, `${count(letters.length, 'email')}. Contact the guests yourself, or ask the operator of the server to check the mail.`),
    el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, ['Guest', 'State', 'Event', 'About', 'When'].map(columnHeader))),
      el('tbody', {}, letters.map((letter) => el('tr', {},
        el('td', {}, linkFor(letter.facilitator_id, `/facilitator/bookings/${letter.booking_id}`, el('b', {}, el('bdi', {}, letter.user.name)))),
        el('td', {}, letter.status === 'given_up' ? el('span', { class: 'tag bad' }, 'Given up') : el('span', { class: 'tag warn' }, 'Will be tried again')),
        el('td', { class: 'whole' }, linkFor(letter.facilitator_id, `/facilitator/events/${letter.event_id}`, el('bdi', {}, letter.event_title))),
        el('td', { class: 'quiet small' }, kinds[letter.kind] ?? 'A change of the booking'),
        el('td', { class: 'quiet small' }, `${dayAndTime(letter.created_at)}, ${count(letter.attempts, 'try', 'tries')}`))))))],
];

const refresh = livePage(load, draw, { session: facilitator });
