// Money on its way back to guests, and what did not arrive, to try again.

import '../header.js';
import { idempotencyKey } from '../api.js';
import { content, el, show, toast, whileVisible } from '../dom.js';
import { action } from '../forms.js';
import { count, dayAndTime, money } from '../format.js';
import { facilitator } from '../session.js';
import { begin, columnHeader, nothing, own } from './frame.js';

const reasons = {
  event_cancelled: 'You cancelled the event', guest_cancelled: 'The guest cancelled',
  late_payment: 'Paid too late', second_payment: 'Paid twice', wrong_amount: 'Paid a wrong amount',
  external: 'Given back at the payment provider',
};
const states = { initiated: 'On its way', processed: 'Refunded', failed: 'Failed' };
const styles = { processed: 'good', failed: 'bad' };
let shown = '';

async function load() {
  const refunds = await facilitator.all(`${own()}/refunds`);
  const state = JSON.stringify(refunds);
  if (state === shown) return;
  shown = state;
  if (refunds.length === 0) {
    nothing('No refunds', 'What goes back to guests stands here, and whether it has arrived.', ['/facilitator', 'Show my events']);
    return;
  }
  const failed = refunds.filter(({ status }) => status === 'failed');
  show(content(),
    failed.length > 0 && el('p', { class: 'note bad' }, `${count(failed.length, 'refund')} did not go through. Try again when the cause is mended.`),
    el('section', { class: 'card', 'aria-label': 'Refunds' },
      el('h2', {}, count(refunds.length, 'refund')),
      el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
        el('thead', {}, el('tr', {}, ['Guest', 'Amount', 'Why', 'State', 'When', 'Try again'].map(columnHeader))),
        el('tbody', {}, refunds.map(row))))));
}

const row = (refund) => el('tr', {},
  el('td', {}, el('b', {}, refund.user), el('br'), el('span', { class: 'quiet small' }, refund.event)),
  el('td', { class: 'number' }, money(refund.amount, refund.currency)),
  el('td', { class: 'quiet small' }, reasons[refund.reason] || refund.reason),
  el('td', {}, el('span', { class: `tag ${styles[refund.status] || 'warn'}` }, states[refund.status] || refund.status),
    refund.failure && el('p', { class: 'small quiet' }, refund.failure)),
  el('td', { class: 'quiet small' }, dayAndTime(refund.updated_at)),
  el('td', {}, refund.status === 'failed' && action('Try again', 'little', async () => {
    try {
      await facilitator.post(`${own()}/refunds/${refund.id}/retry`, { body: {}, key: idempotencyKey() });
      toast('The refund is tried again.');
      await load();
    } catch (problem) {
      toast(problem.message);
    }
  })));

begin(async () => {
  await load();
  whileVisible(2, load);
});
