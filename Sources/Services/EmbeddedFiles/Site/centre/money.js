// The money of the center: taken, refunded and kept, by month, event or facilitator.

import '../header.js';
import { content, el, show, svg } from '../dom.js';
import { money } from '../format.js';
import { loadPage } from '../live-page.js';
import { facilitator } from '../session.js';
import { methods } from '../facilitator/amounts.js';
import { amountCell, csvButton } from '../facilitator/csv.js';
import { columnHeader, figure, redraw } from '../facilitator/frame.js';

const views = { month: 'By month', event: 'By event', facilitator: 'By facilitator' };
const heads = { month: 'Month', event: 'Event', facilitator: 'Facilitator' };
const ways = { ...Object.fromEntries(methods), stripe: 'Stripe', razorpay: 'Razorpay', sandbox: 'Test payment' };
const wayOf = ({ method }) => ways[method] ?? method;

const given = new URLSearchParams(location.search).get('by');
let by = given in views ? given : 'month';
let rows = [];
const place = el('div', { class: 'stack' });

const load = () => facilitator.all(`/api/centre/money?by=${by}`);

const names = new Intl.DateTimeFormat('en', { month: 'short', year: 'numeric', timeZone: 'UTC' });
const nameOf = (row) => (by === 'month' ? names.format(Date.parse(`${row.month}-01`)) : row[by]);
const keyOf = (row) => row.month ?? row.event_id ?? row.facilitator_id;

/** The sums of rows, by what `key` returns, in their order. */
function sumsBy(list, key) {
  const sums = new Map();
  for (const row of list) {
    const sum = sums.get(key(row)) ?? { name: nameOf(row), currency: row.currency, taken: 0, refunded: 0, kept: 0 };
    for (const part of ['taken', 'refunded', 'kept']) sum[part] += row[part];
    sums.set(key(row), sum);
  }
  return [...sums.values()];
}

function draw(loaded) {
  rows = loaded;
  show(content(), el('div', { class: 'spread' },
    el('fieldset', { class: 'choice' }, el('legend', { class: 'visually-hidden' }, 'Sums'),
      Object.entries(views).map(([key, text]) => el('label', {},
        el('input', { type: 'radio', name: 'by', value: key, checked: key === by, change: () => choose(key) }), el('span', {}, text)))),
    el('div', { class: 'row no-print' }, csvButton('money', table))), place);
  drawRows();
}

let chosen = 0;

async function choose(key) {
  chosen += 1;
  const wanted = chosen;
  by = key;
  history.replaceState(null, '', `${location.pathname}?by=${key}`);
  try {
    const loaded = await load();
    if (wanted !== chosen) return;
    rows = loaded;
    drawRows();
  } catch (problem) {
    if (facilitator.require()) show(place, el('p', { class: 'error', role: 'alert' }, problem.message));
  }
}

function drawRows() {
  if (rows.length === 0) {
    redraw(place, el('p', { class: 'card quiet' }, 'No payments yet. They appear here as soon as guests pay.'));
    return;
  }
  const totals = sumsBy(rows, ({ currency }) => currency);
  const all = (part) => totals.map((sum) => money(sum[part], sum.currency)).join(' · ');
  redraw(place,
    el('dl', { class: 'figures' }, figure('Taken', all('taken')), figure('Refunded', all('refunded')), figure('Kept', all('kept'))),
    totals.map(({ currency }) => chart(currency)),
    el('section', { class: 'card', 'aria-label': 'Sums' }, el('h2', {}, views[by]),
      el('div', { class: 'wrap spaced' }, el('table', { class: 'rows money' },
        el('thead', {}, el('tr', {}, [heads[by], 'Paid by', 'Payments', 'Taken', 'Refunded', 'Kept'].map(columnHeader))),
        el('tbody', {}, rows.map((row) => el('tr', {},
          el('td', {}, el('b', {}, el('bdi', {}, nameOf(row)))),
          el('td', { class: 'quiet' }, wayOf(row)),
          el('td', { class: 'nums', 'data-label': 'Payments' }, row.payments),
          ...['Taken', 'Refunded', 'Kept'].map((name) => el('td', { class: 'number', 'data-label': name },
            money(row[name.toLowerCase()], row.currency))))))))));
}

/** More bars are in the table alone. */
const shownBars = 12;

/** Bars of what was kept, as a list with the sums. */
function chart(currency) {
  const sums = sumsBy(rows.filter((row) => row.currency === currency), keyOf);
  const shown = by === 'month' ? sums.slice(0, shownBars).reverse()
    : sums.sort((one, other) => other.kept - one.kept).slice(0, shownBars);
  const most = Math.max(1, ...shown.map(({ kept }) => kept));
  return el('section', { class: 'card', 'aria-label': `Kept in ${currency}` },
    el('div', { class: 'spread' }, el('h2', {}, `Kept in ${currency}`),
      sums.length > shownBars && el('span', { class: 'quiet small' }, by === 'month' ? 'Latest months' : 'Highest sums')),
    el('ul', { class: 'bars' }, shown.map(({ name, kept }) => el('li', {},
      el('bdi', {}, name),
      svg('svg', { viewBox: '0 0 300 16', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        svg('rect', { class: 'booked', width: Math.max(kept > 0 ? 3 : 0, 300 * kept / most), height: 16, rx: 3 })),
      el('span', { class: 'nums' }, money(kept, currency))))));
}

/** The sums for a spreadsheet. */
const table = () => [
  [heads[by], 'Currency', 'Paid by', 'Payments', 'Taken', 'Refunded', 'Kept'],
  ...rows.map((row) => [by === 'month' ? row.month : nameOf(row), row.currency, wayOf(row), row.payments,
    ...['taken', 'refunded', 'kept'].map((part) => amountCell(row[part], row.currency))]),
];

loadPage(load, draw, { session: facilitator });
