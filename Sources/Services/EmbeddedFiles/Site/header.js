// The right end of the navigation bar: who is logged in, and how many messages wait.

import { announce, el, show, whileVisible } from './dom.js';
import { facilitator, guest } from './session.js';

const list = document.getElementById('account');
const isFacilitators = location.pathname.startsWith('/facilitator');
let unread = null;

const link = (address, text, ...more) => el('li', {},
  el('a', { href: address, 'aria-current': location.pathname === address ? 'page' : null },
    el('span', {}, text), ...more));

function draw() {
  const session = isFacilitators ? facilitator : guest;
  const person = session.current?.person;
  if (!person) {
    show(list, isFacilitators
      ? link('/facilitator/login', 'Log in')
      : [link('/login', 'Log in'), link('/register', 'Register')]);
    return;
  }
  const leave = el('li', {}, el('button', {
    type: 'button',
    title: 'Ends your login on every device',
    click: async () => {
      await session.end();
      location.assign(isFacilitators ? '/facilitator/login' : '/');
    },
  }, 'Log out'));
  if (isFacilitators) {
    show(list, leave);
    return;
  }
  const badge = unread
    ? [el('span', { class: 'count', 'aria-hidden': 'true' }, unread > 99 ? '99+' : unread),
      el('span', { class: 'unseen' }, `${unread} unread`)]
    : [];
  show(list, link('/my/notifications', 'Messages', ...badge), link('/my/account', 'Account'), leave);
}

/** Looks for new messages, and tells the page of them. */
export async function refreshMessages() {
  if (isFacilitators || !guest.current) return;
  const inbox = await guest.get('/notifications?limit=1');
  if (inbox.unread === unread) return;
  const isNews = unread !== null && inbox.unread > unread;
  unread = inbox.unread;
  draw();
  if (!isNews) return;
  announce(`New message: ${inbox.data[0]?.message || ''}`);
  document.dispatchEvent(new Event('news'));
}

draw();
document.addEventListener('session', draw);
window.addEventListener('storage', draw);
refreshMessages().catch(() => {});
whileVisible(3, refreshMessages);
