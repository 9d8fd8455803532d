// Addresses and parts of tables of the facilitators' pages.

import { asset, content, el, setTitle, show } from '../dom.js';
import { emptyState } from '../forms.js';
import { count, money } from '../format.js';
import { facilitator } from '../session.js';
import { actingFor, address, below, here } from '../site.js';
import { askToLogInAgain } from './login-form.js';

facilitator.renew = askToLogInAgain;
document.addEventListener('logged-out', () => facilitator.require());

export const isOwner = () => facilitator.current?.person.role === 'owner';

/** Whether an owner works for another facilitator. */
export const isActing = () => actingFor !== null && actingFor !== facilitator.current?.person.id;

/** The pages of the center and the work for others are for owners. */
facilitator.admits = () => {
  const isCentre = here().startsWith('/facilitator/centre');
  if (isOwner() || !(isCentre || isActing())) return true;
  document.querySelector('.tabs').hidden = true;
  setTitle('Only for owners');
  show(content(), el('div', { class: 'card empty', role: 'alert' },
    el('h2', {}, isCentre ? 'The center’s pages are for its owners' : 'Only owners work for other facilitators'),
    el('p', {}, `You are logged in as ${facilitator.current.person.name}, who is a facilitator.`),
    el('a', { class: 'button', href: `/facilitator?for=${facilitator.current.person.id}` }, 'Show my events')));
  return false;
};

/** Replaces an element's content, and keeps the focus on the link or button that had it. */
export function redraw(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  show(element, children);
  if (!focused) return;
  const name = focused.href || focused.textContent;
  [...element.querySelectorAll('a, button')].find((one) => (one.href || one.textContent) === name)?.focus();
}

/** A search field. `search` gets the text whenever it changes. */
export const searchField = (label, search) => el('div', { role: 'search' },
  el('label', { class: 'visually-hidden', for: 'search' }, label),
  el('input', {
    id: 'search', type: 'search', placeholder: label, autocomplete: 'off', input: ({ target }) => search(target.value),
  }));

/** The prefix of all addresses of the facilitator's data. */
export const own = () => `/api/facilitator/${actingFor ?? facilitator.current?.person.id}`;

/** The facilitator's event with this number; null if there is none. */
export async function ownEvent(id) {
  try {
    return await facilitator.get(`${own()}/events/${id}`);
  } catch (problem) {
    if (problem.status === 404) return null;
    throw problem;
  }
}

/** Shows that the page has no data. */
export const showEmpty = (title, text, link) =>
  show(content(), emptyState(asset('./skies/afternoon-retreat.svg'), title, text, link));

const disputes = {
  open: ['warn', 'Disputed'], won: ['good', 'Dispute won'], lost: ['bad', 'Dispute lost'],
};

/** The tags with a booking's state and its dispute, as CRMAPI knows them. */
export function notifiedState({ status, dispute }) {
  const style = { confirmed: 'good', held: 'warn' }[status] || '';
  const text = status ? status[0].toUpperCase() + status.slice(1) : 'Booked';
  const [mark, words] = disputes[dispute] || [];
  return [el('span', { class: `tag ${style}` }, text),
    words && [' ', el('span', { class: `tag ${mark}` }, words)]];
}

/** A link that writes to a guest; a long address breaks before its host. */
export function emailLink(address) {
  const at = address.lastIndexOf('@');
  return el('a', { href: `mailto:${encodeURIComponent(address)}` }, address.slice(0, at), el('wbr'), address.slice(at));
}

/** The seats of a booking, as CRMAPI knows them. */
export const notifiedSeats = ({ seats }) => (seats === null ? '–' : count(seats, 'seat'));

/** The sum paid for a booking, as CRMAPI knows it. */
export function notifiedSum({ amount_paid: amount, currency, payment_status: payment }) {
  if (amount === null || (amount && !currency)) return '–';
  if (amount) return money(amount, currency);
  return payment ? 'Not paid' : 'Free';
}

/** Whether the booking is confirmed. A notification without a status means a confirmed one. */
export const isActive = (booking) => !booking.status || booking.status === 'confirmed';

/**
 * The totals of money reports by currency, as text. `pick` selects an amount of a sum. Empty if all
 * are zero.
 */
export function amounts(reports, pick) {
  const totals = new Map();
  for (const one of reports.flatMap(({ sums }) => sums)) {
    totals.set(one.currency, (totals.get(one.currency) || 0) + pick(one));
  }
  return [...totals].filter(([, amount]) => amount > 0)
    .map(([currency, amount]) => money(amount, currency)).join(' · ');
}

/** The income after all refunds, including those that have not arrived yet. */
export const income = (sum) => sum.net - sum.refunds_initiated - sum.refunds_failed;

/** What still goes back if places that guests gave up are taken again. */
export const openRefunds = (sum) => sum.contingent || 0;

/** The header of a table's column; numbers are aligned to the right. */
export const columnHeader = (name) => el('th', {
  scope: 'col', class: ['Paid', 'Amount', 'Income', 'Taken', 'Refunded', 'Kept'].includes(name) ? 'number' : null,
}, name);

/** A number with its name above it. */
export const figure = (name, value, unit) => el('div', { class: 'card' },
  el('dt', {}, name), el('dd', {}, String(value), unit && el('small', {}, unit)));

/** Shows for whom the owner works, and the way back. */
async function showActing() {
  const name = el('b', {}, el('bdi', {}, 'another facilitator'));
  document.getElementById('main').prepend(el('div', { class: 'note row spread acting no-print', role: 'region', 'aria-label': 'For whom you work' },
    el('p', {}, 'You are working for ', name, '. Bookings show which changes an owner made.'),
    el('p', { class: 'row' },
      el('a', { href: `/facilitator/account?for=${actingFor}` }, 'Profile and portrait'),
      el('a', { href: '/facilitator/centre/facilitators' }, 'Back to the center'))));
  name.firstChild.textContent = (await facilitator.get(own())).name;
}

// An owner who works for another facilitator does not see events of their own.
if (isActing()) {
  document.title = document.title.replace('My events', 'Events');
  for (const one of document.querySelectorAll('.tabs a, h1, .crumb')) {
    if (one.textContent.includes('My events')) one.textContent = one.textContent.replace('My events', 'Events');
  }
}
for (const link of document.querySelectorAll('.tabs a, .heading a, .crumb')) {
  link.setAttribute('href', address(below(link.getAttribute('href'))));
}
if (isOwner()) {
  document.querySelector('.tabs [hidden]')?.removeAttribute('hidden');
  // The page itself says what went wrong.
  if (isActing()) showActing().catch(() => {});
}
