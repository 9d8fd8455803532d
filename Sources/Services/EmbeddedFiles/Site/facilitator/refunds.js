// Refunds to guests; failed ones can be tried again.

import '../header.js';
import { idempotencyKey } from '../api.js';
import { content, el, show, toast } from '../dom.js';
import { action } from '../forms.js';
import { count, dayAndTime, money } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import { amountCell, csvButton, eventZones, timeCells } from './csv.js';
import { columnHeader, own, showEmpty } from './frame.js';

const reasons = {
  event_cancelled: 'You cancelled the event', guest_cancelled: 'The guest cancelled',
  late_payment: 'Paid too late', second_payment: 'Paid twice', wrong_amount: 'Paid a wrong amount',
  external: 'Refunded at the payment provider',
};
const states = { initiated: 'On its way', processed: 'Refunded', failed: 'Failed' };
const styles = { processed: 'good', failed: 'bad' };

function draw(refunds) {
  if (refunds.length === 0) {
    showEmpty('No refunds', 'Refunds to guests appear here with their state.', ['/facilitator', 'Show my events']);
    return;
  }
  const failed = refunds.filter(({ status }) => status === 'failed');
  show(content(),
    failed.length > 0 && el('p', { class: 'note bad' }, `${count(failed.length, 'refund')} did not go through. Try again when the cause is fixed.`),
    el('section', { class: 'card', 'aria-label': 'Refunds' },
      el('div', { class: 'spread' }, el('h2', {}, count(refunds.length, 'refund')), csv),
      el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
        el('thead', {}, el('tr', {}, ['Guest', 'Amount', 'Reason', 'State', 'When', 'Try again'].map(columnHeader))),
        el('tbody', {}, refunds.map(row))))));
}

const row = (refund) => el('tr', {},
  el('td', {}, el('b', {}, refund.user), el('br'), el('bdi', { class: 'quiet small' }, refund.event)),
  el('td', { class: 'number' }, money(refund.amount, refund.currency)),
  el('td', { class: 'quiet small' }, reasons[refund.reason] || refund.reason),
  el('td', {}, el('span', { class: `tag ${styles[refund.status] || 'warn'}` }, states[refund.status] || refund.status),
    refund.failure && el('p', { class: 'small quiet' }, refund.failure)),
  el('td', { class: 'quiet small' }, dayAndTime(refund.updated_at)),
  el('td', {}, refund.status === 'failed' && action('Try again', 'little', async () => {
    await facilitator.post(`${own()}/refunds/${refund.id}/retry`, { body: {}, key: idempotencyKey() });
    toast('The refund will be tried again.');
    refresh();
  })));

/** The refunds for a spreadsheet. */
async function table() {
  const [refunds, zoneOf] = await Promise.all([facilitator.all(`${own()}/refunds`), eventZones()]);
  return [
    ['Refund', 'Booking', 'Guest', 'Event', 'Amount', 'Currency', 'Reason', 'State', 'Changed', 'Time zone'],
    ...refunds.map((refund) => [refund.id, refund.booking_id, refund.user, refund.event,
      amountCell(refund.amount, refund.currency), refund.currency, reasons[refund.reason] || refund.reason,
      states[refund.status] || refund.status, ...timeCells(refund.updated_at, zoneOf(refund))]),
  ];
}

const csv = el('div', { class: 'row no-print' }, csvButton('refunds', table));
const refresh = livePage(() => facilitator.all(`${own()}/refunds`), draw, { session: facilitator });
