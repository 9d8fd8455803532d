// The state of the center: its figures, its problems, and the steps of the setup that are left.

import '../header.js';
import { serverNow } from '../api.js';
import { content, el, show } from '../dom.js';
import { count, money } from '../format.js';
import { loadPage } from '../live-page.js';
import { facilitator } from '../session.js';
import { figure } from '../facilitator/frame.js';

/** The name of a center whose owner has not chosen one. */
const defaultName = 'Sessions';

async function load() {
  const get = (path) => facilitator.all(`/api/centre${path}`);
  const [centre, accounts, events, refunds, letters, months] = await Promise.all([
    facilitator.get('/api/centre'), get('/facilitators'), get('/events?status=scheduled'), get('/refunds?status=failed'),
    get('/letters'), get('/money'),
  ]);
  return { centre, accounts, events, refunds, letters, months };
}

function draw({ centre, accounts, events, refunds, letters, months }) {
  const published = events.filter(({ visibility }) => visibility !== 'draft');
  const sum = (pick) => published.reduce((total, event) => total + pick(event), 0);
  const steps = [
    [centre.name !== defaultName, 'Name the center', '/facilitator/centre/settings'],
    [centre.logo !== null, 'Add a logo', '/facilitator/centre/settings'],
    [centre.imprint !== '' || centre.address !== '', 'Write an address or imprint', '/facilitator/centre/settings'],
    [centre.currency !== null && centre.time_zone !== null, 'Choose currency and time zone for new events', '/facilitator/centre/settings'],
    [accounts.some(({ role }) => role === 'facilitator'), 'Add a facilitator', '/facilitator/centre/facilitators'],
    [published.length > 0, 'Publish an event', '/facilitator/new-event'],
  ];
  show(content(),
    refunds.length > 0 && attention(`${count(refunds.length, 'refund')} did not go through.`, 'Show them'),
    letters.length > 0 && attention(`${count(letters.length, 'email has', 'emails have')} not reached their guests.`, 'Show them'),
    el('dl', { class: 'figures' },
      figure('Upcoming events', published.length),
      figure('Seats taken', sum(({ capacity, seats_left: left }) => capacity - left), ` of ${sum(({ capacity }) => capacity)}`),
      figure('Facilitators', accounts.filter(({ disabled }) => !disabled).length),
      figure('Kept this month', kept(months, centre.time_zone) || 'Nothing yet')),
    steps.some(([isDone]) => !isDone) && el('section', { class: 'card stack', 'aria-label': 'Setting up' },
      el('h2', {}, 'Setting up'), el('ul', { class: 'feed' }, steps.map(([isDone, text, address]) => el('li', { class: 'spread' },
        isDone ? el('span', { class: 'quiet' }, text) : el('a', { href: address }, text),
        el('span', { class: `tag ${isDone ? 'good' : ''}` }, isDone ? 'Done' : 'To do'))))));
}

const attention = (text, link) => el('p', { class: 'note warn' }, el('b', {}, text), ' ',
  el('a', { href: '/facilitator/centre/refunds' }, link), '.');

/** The sums of the newest month, if it is the present one. */
function kept(months, zone) {
  const parts = new Intl.DateTimeFormat('en', { year: 'numeric', month: '2-digit', timeZone: zone ?? 'UTC' })
    .formatToParts(serverNow());
  const part = (type) => parts.find((one) => one.type === type).value;
  const present = `${part('year')}-${part('month')}`;
  const sums = new Map();
  for (const { month, currency, kept: amount } of months) {
    if (month === present) sums.set(currency, (sums.get(currency) ?? 0) + amount);
  }
  return [...sums].map(([currency, amount]) => money(amount, currency)).join(' · ');
}

loadPage(load, draw, { session: facilitator });
