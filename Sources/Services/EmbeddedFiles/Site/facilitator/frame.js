// What the facilitators' pages share: their tabs, their data, and what to say when CRMAPI is away.

import { asset, content, el, show } from '../dom.js';
import { empty, showOutage } from '../forms.js';
import { money } from '../format.js';
import { facilitator } from '../session.js';

const tabs = [
  ['/facilitator', 'Events'], ['/facilitator/bookings', 'Bookings'], ['/facilitator/refunds', 'Refunds'],
  ['/facilitator/users', 'Users'],
];

/** Puts the tabs under the heading and runs the page; everybody else is sent to log in. */
export function begin(load) {
  if (!facilitator.require()) return;
  document.querySelector('main h1').after(el('nav', { class: 'tabs', 'aria-label': 'Facilitator' },
    tabs.map(([address, text]) => el('a', {
      href: address, 'aria-current': location.pathname === address ? 'page' : null,
    }, text))));
  const run = () => load().catch((problem) => showFailure(problem, run));
  run();
}

/** The beginning of every address of the facilitator's own. */
export const own = () => `/api/facilitator/${facilitator.current?.person.id}`;

/** Says what went wrong with the page as a whole. */
export function showFailure(problem, again) {
  if (problem.status === 401) {
    facilitator.require();
    return;
  }
  if (!problem.code) throw problem;
  showOutage(content(), problem, again);
}

export const nothing = (title, text, link) =>
  show(content(), empty(asset('./skies/afternoon-retreat.svg'), title, text, link));

/** The tag of a booking as the CRM knows it. */
export function notifiedState({ status }) {
  const style = { confirmed: 'good', held: 'warn' }[status] || '';
  const text = status ? status[0].toUpperCase() + status.slice(1) : 'Booked';
  return el('span', { class: `tag ${style}` }, text);
}

/** Whether the booking's seats are taken for good. */
export const isActive = (booking) => !booking.status || booking.status === 'confirmed';

/**
 * Amounts of money reports as MainAPI has them, summed by currency, in words. `pick` takes the
 * amount from one of a report's sums. Empty where there is none.
 */
export function amounts(reports, pick) {
  const totals = new Map();
  for (const one of reports.flatMap(({ sums }) => sums)) {
    totals.set(one.currency, (totals.get(one.currency) || 0) + pick(one));
  }
  return [...totals].filter(([, amount]) => amount > 0)
    .map(([currency, amount]) => money(amount, currency)).join(' · ');
}

/** What is left of the money when everything that is owed to guests has gone back. */
export const kept = (sum) => sum.net - sum.refunds_initiated - sum.refunds_failed;

/** The head of a table's column; numbers stand at its right end. */
export const columnHeader = (name) => el('th', {
  scope: 'col', class: ['Paid', 'Amount', 'Money'].includes(name) ? 'number' : null,
}, name);

/** One number that matters, with its name above it. */
export const figure = (name, value, unit) => el('div', { class: 'card' },
  el('dt', {}, name), el('dd', {}, String(value), unit && el('small', {}, unit)));
