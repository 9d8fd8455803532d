// Registered users; the address of those who have booked with this facilitator.

import '../header.js';
import { content, el, show } from '../dom.js';
import { count } from '../format.js';
import { facilitator } from '../session.js';
import { begin, nothing, own } from './frame.js';

begin(async () => {
  const users = await facilitator.all(`${own()}/users`);
  if (users.length === 0) {
    nothing('Nobody has registered yet', 'Everybody who has an account stands here.');
    return;
  }
  const rows = el('tbody', {});
  const total = el('h2', { 'aria-live': 'polite' });
  const draw = (text) => {
    const wanted = text.trim().toLowerCase();
    const found = users.filter(({ name, email }) => `${name} ${email || ''}`.toLowerCase().includes(wanted));
    total.textContent = count(found.length, 'user');
    show(rows, found.map(({ name, email }) => el('tr', {},
      el('td', {}, el('b', {}, name)),
      el('td', {}, email ? el('a', { href: `mailto:${encodeURIComponent(email)}` }, email)
        : el('span', { class: 'quiet' }, 'Has not booked with you')))));
  };
  draw('');
  show(content(), el('section', { class: 'card', 'aria-label': 'Users' },
    el('div', { class: 'spread' }, total, el('div', { role: 'search' },
      el('label', { class: 'unseen', for: 'search' }, 'Search users'),
      el('input', { id: 'search', type: 'search', placeholder: 'Search', input: (event) => draw(event.target.value) }))),
    el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Name'), el('th', { scope: 'col' }, 'E-mail'))), rows))));
});
