// Receipts and credit notes as sheets that are printed, each on a page of its own.

import { content, el, setTitle, show } from './dom.js';
import { count, day, dayAndTime, money, zoneName } from './format.js';

const waysOfPaying = {
  sandbox: 'Test payment', stripe: 'Stripe', razorpay: 'Razorpay', cash: 'Cash', transfer: 'Bank transfer', other: 'Other',
};

/** The link to a booking's receipts; null if it has none. */
export function receiptLink(receipts, page) {
  if (!receipts.length) return null;
  return el('a', { class: 'button little', href: page }, receipts.length === 1 ? 'Receipt' : 'Receipts');
}

/** Draws the receipts of a booking. The one whose number is in the address is scrolled to. */
export function drawReceipts(receipts, booking) {
  setTitle(receipts.length === 1 ? name(receipts[0]) : `Receipts of booking ${booking}`);
  document.querySelector('main h1').classList.add('no-print');
  show(content(),
    el('p', {}, el('button', { class: 'button main', type: 'button', click: () => print() },
      receipts.length === 1 ? 'Print' : 'Print all')),
    receipts.map((receipt) => sheet(receipt, booking, receipts.length > 1)));
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

const isCredit = ({ kind }) => kind === 'credit';

const name = (receipt) => `${isCredit(receipt) ? 'Credit note' : 'Receipt'} ${receipt.number}`;

function sheet(receipt, booking, isOneOfSeveral) {
  const { number, seller, lines, amount, currency, method } = receipt;
  const heading = `name-${number}`;
  const element = el('article', { class: 'sheet card', id: number, 'aria-labelledby': heading },
    el('div', { class: 'seller' }, el('p', { class: 'name', dir: 'auto' }, seller.name),
      [seller.address, seller.contact].filter(Boolean).map((text) => el('p', { dir: 'auto' }, text))),
    el('h2', { id: heading }, name(receipt)),
    method === 'sandbox' && el('p', { class: 'note warn' }, 'TEST: no money has moved.'),
    facts(receipt, booking),
    el('ul', {}, lines.map((line) => el('li', {},
      el('p', {}, el('bdi', {}, line.description), el('span', { class: 'quiet small' }, about(line))),
      el('p', { class: 'amount' }, money(line.amount, currency))))),
    el('p', { class: 'total' }, el('span', {}, isCredit(receipt) ? 'Given back' : 'Paid'),
      el('span', { class: 'amount' }, money(amount, currency))),
    isOneOfSeveral && el('p', {}, el('button', {
      class: 'button little', type: 'button', 'aria-label': `Print ${name(receipt)}`, click: () => printOne(element),
    }, 'Print')));
  return element;
}

/** The seats of a line and the start of its event. */
const about = (line) => [line.seats && count(line.seats, 'seat'), dayAndTime(line.starts_at, line.time_zone), zoneName(line)]
  .filter(Boolean).join(' · ');

function facts(receipt, booking) {
  const { refers_to: other } = receipt;
  const rows = [
    ['Date', day(receipt.issued_at, receipt.time_zone)],
    receipt.buyer && [isCredit(receipt) ? 'To' : 'From', el('bdi', {}, receipt.buyer)],
    ['Booking', booking],
    [isCredit(receipt) ? 'Given back by' : 'Paid by', waysOfPaying[receipt.method] || receipt.method],
    other && [isCredit(receipt) ? 'Of receipt' : 'Of credit note', other],
  ];
  return el('dl', {}, rows.filter(Boolean).map(([term, fact]) => el('div', {}, el('dt', {}, term), el('dd', {}, fact))));
}

/** Prints one of several sheets. */
function printOne(element) {
  element.classList.add('chosen');
  addEventListener('afterprint', () => element.classList.remove('chosen'), { once: true });
  print();
}
