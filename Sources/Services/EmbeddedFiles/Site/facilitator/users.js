// All registered users, with the addresses of those who have booked with this facilitator.

import '../header.js';
import { content, el, show } from '../dom.js';
import { action } from '../forms.js';
import { count } from '../format.js';
import { loadPage } from '../live-page.js';
import { matches } from '../search.js';
import { facilitator } from '../session.js';
import { csvButton } from './csv.js';
import { emailLink, own, redraw, searchField, showEmpty } from './frame.js';

/** A page of users; CRMAPI searches their names. */
const load = (search = '', cursor = null) => facilitator.get(`${own()}/users?limit=100`
  + `${search && `&q=${encodeURIComponent(search)}`}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);

const rows = el('tbody', {});
const total = el('h2', { 'aria-live': 'polite' });
const more = el('div', { class: 'more' });

let first = null;
let search = '';
let users = [];

function draw(page) {
  if (page.data.length === 0) {
    showEmpty('No users yet', 'Everyone with an account appears here.');
    return;
  }
  first = page;
  drawPage(page);
  show(content(), el('section', { class: 'card', 'aria-label': 'Users' },
    el('div', { class: 'spread' }, total, el('div', { class: 'row no-print' },
      searchField('Search users', find), csvButton('users', table))),
    el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
      el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'Name'), el('th', { scope: 'col' }, 'Email'))), rows)), more));
}

/** Shows the users so far, and a button for the next ones. */
function drawPage({ data, page }) {
  const shown = new Set(users.map(({ id }) => id));
  users.push(...data.filter(({ id }) => !shown.has(id)));
  total.textContent = page.next ? `First ${count(users.length, 'user')}` : count(users.length, 'user');
  redraw(rows, users.length === 0
    ? el('tr', {}, el('td', { colspan: 2, class: 'quiet' }, 'No user found.'))
    : users.map(row));
  redraw(more, page.next && action('Show more', '', async () => {
    const wanted = search;
    const answer = await load(wanted.trim(), page.next);
    if (wanted === search) drawPage(answer);
  }));
}

const row = ({ name, email, has_booked: hasBooked }) => el('tr', {},
  el('td', {}, el('b', {}, name)),
  el('td', { class: 'whole' }, email ? emailLink(email)
    : el('span', { class: 'quiet' }, hasBooked ? 'No email' : 'Has not booked with you')));

/** Finds by names among all users, and by addresses too among those of the first page. */
async function find(text) {
  search = text;
  const known = first.data.filter(({ name, email }) => matches(text, name, email));
  if (!first.page.next || !text.trim()) {
    users = [];
    drawPage({ data: known, page: first.page });
    return;
  }
  try {
    const { data, page } = await load(text.trim());
    if (search !== text) return;
    users = [];
    drawPage({ data: [...new Map([...known, ...data].map((user) => [user.id, user])).values()], page });
  } catch (problem) {
    if (facilitator.require()) show(more, el('p', { class: 'error', role: 'alert' }, problem.message));
  }
}

/** All users for a spreadsheet. */
const table = async () => [
  ['Name', 'Email'],
  ...(await facilitator.all(`${own()}/users`)).map(({ name, email }) => [name, email || '']),
];

loadPage(() => load(), draw, { session: facilitator });
