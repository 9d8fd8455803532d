// All registered users, with the addresses of those who have booked with this facilitator.

import '../header.js';
import { content, el, show } from '../dom.js';
import { count } from '../format.js';
import { loadPage } from '../live-page.js';
import { facilitator } from '../session.js';
import { own, showEmpty, showTabs } from './frame.js';

function draw(users) {
  if (users.length === 0) {
    showEmpty('No users yet', 'Everyone with an account appears here.');
    return;
  }
  const rows = el('tbody', {});
  const total = el('h2', { 'aria-live': 'polite' });
  const drawRows = (text) => {
    const wanted = text.trim().toLowerCase();
    const found = users.filter(({ name, email }) => `${name} ${email || ''}`.toLowerCase().includes(wanted));
    total.textContent = count(found.length, 'user');
    show(rows, found.map(({ name, email }) => el('tr', {},
      el('td', {}, el('b', {}, name)),
      el('td', {}, email ? el('a', { href: `mailto:${encodeURIComponent(email)}` }, email)
        : el('span', { class: 'quiet' }, 'Has not booked with you')))));
  };
  drawRows('');
  show(content(), el('section', { class: 'card', 'aria-label': 'Users' },
    el('div', { class: 'spread' }, total, el('div', { role: 'search' },
      el('label', { class: 'visually-hidden', for: 'search' }, 'Search users'),
      el('input', { id: 'search', type: 'search', placeholder: 'Search', input: (event) => drawRows(event.target.value) }))),
    el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Name'), el('th', { scope: 'col' }, 'E-mail'))), rows))));
}

showTabs();
loadPage(() => facilitator.all(`${own()}/users`), draw, { session: facilitator });
