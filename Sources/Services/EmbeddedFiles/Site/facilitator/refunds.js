// Refunds to guests; failed ones can be tried again.

import '../header.js';
import { content, el } from '../dom.js';
import { count, dayAndTime, isPaidAtTheCenter, money } from '../format.js';
import { livePage } from '../live-page.js';
import { facilitator } from '../session.js';
import { amountCell, csvButton, eventZones, timeCells } from './csv.js';
import { amounts, columnHeader, openRefunds, own, redraw, showEmpty } from './frame.js';
import { isOwed, nextStep, reasons, stateCell, stateOf } from './refund-words.js';

async function load() {
  const [refunds, reports] = await Promise.all([facilitator.all(`${own()}/refunds`), facilitator.all(`${own()}/money`)]);
  return {
    refunds, contingent: amounts(reports, openRefunds),
    contingentAtTheCenter: amounts(reports, (sum) => sum.contingent_offline || 0),
  };
}

function draw({ refunds, contingent, contingentAtTheCenter }) {
  if (refunds.length === 0 && !contingent) {
    showEmpty('No refunds', 'Refunds to guests appear here with their state.', ['/facilitator', 'Show my events']);
    return;
  }
  const failed = refunds.filter(({ status }) => status === 'failed');
  const owed = refunds.filter(isOwed);
  redraw(content(),
    owed.length > 0 && el('p', { class: 'note warn' }, 
      `${count(owed.length, 'payment', 'payments')} to hand back at the center: ${totals(owed)}. Note it here when you have done it.`),
    contingent && el('p', { class: 'note' },
      `Up to ${contingent} more goes back if places that guests gave up are taken again before their events start.`,
      contingentAtTheCenter && ` Of it, ${contingentAtTheCenter} was paid at the center and is yours to hand back.`),
    failed.length > 0 && el('p', { class: 'note bad' }, `${count(failed.length, 'refund')} did not go through. Try again when the cause is fixed.`),
    refunds.length > 0 && el('section', { class: 'card', 'aria-label': 'Refunds' },
      el('div', { class: 'spread' }, el('h2', {}, count(refunds.length, 'refund')), csv),
      el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
        el('thead', {}, el('tr', {}, ['Guest', 'Amount', 'Reason', 'State', 'When', 'Next step'].map(columnHeader))),
        el('tbody', {}, refunds.map(row))))));
}

const row = (refund) => el('tr', {},
  el('td', {}, el('a', { href: `/facilitator/bookings/${refund.booking_id}` }, el('b', {}, refund.user)), el('br'),
    el('bdi', { class: 'quiet small' }, refund.event)),
  el('td', { class: 'number' }, money(refund.amount, refund.currency)),
  el('td', { class: 'quiet small' }, reasons[refund.reason] || refund.reason),
  el('td', {}, stateCell(refund)),
  el('td', { class: 'quiet small' }, dayAndTime(refund.updated_at)),
  el('td', {}, nextStep(refund, refresh, own())));

/** Such as ₹1,500 · €20. */
const totals = (refunds) => amounts([{ sums: refunds }], ({ amount }) => amount);

/** The refunds for a spreadsheet. */
async function table() {
  const [refunds, zoneOf] = await Promise.all([facilitator.all(`${own()}/refunds`), eventZones()]);
  return [
    ['Refund', 'Booking', 'Guest', 'Event', 'Amount', 'Currency', 'Reason', 'State', 'Changed', 'Time zone', 'Paid by'],
    ...refunds.map((refund) => [refund.id, refund.booking_id, refund.user, refund.event,
      amountCell(refund.amount, refund.currency), refund.currency, reasons[refund.reason] || refund.reason,
      stateOf(refund), ...timeCells(refund.updated_at, zoneOf(refund)), isPaidAtTheCenter(refund) ? 'At the center' : 'Online']),
  ];
}

const csv = el('div', { class: 'row no-print' }, csvButton('refunds', table));
const refresh = livePage(load, draw, { session: facilitator });
