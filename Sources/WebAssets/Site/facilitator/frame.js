// What the facilitators' pages share: their tabs, their data, and what to say when CRMAPI is away.

import { content, el, show } from '../dom.js';
import { empty, showOutage } from '../forms.js';
import { asset } from '../dom.js';
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

/** What was paid for bookings and not given back, by currency. */
export function takings(bookings) {
  const sums = new Map();
  for (const booking of bookings.filter(isActive)) {
    if (booking.amount_paid > 0) {
      sums.set(booking.currency, (sums.get(booking.currency) || 0) + booking.amount_paid);
    }
  }
  return sums;
}
