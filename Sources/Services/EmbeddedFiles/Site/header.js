// The right end of the navigation bar: the login and the number of unread messages.

import { poll } from './api.js';
import { announce, el, show, toast } from './dom.js';
import { facilitator, guest } from './session.js';
import { address, here } from './site.js';
import { session as tab } from './storage.js';

const list = document.getElementById('account');
const isFacilitatorPage = here().startsWith('/facilitator');
let unread = null;

const link = (path, text, ...more) => el('li', {},
  el('a', { href: path, 'aria-current': here() === path ? 'page' : null },
    el('span', {}, text), ...more));

function draw() {
  const session = isFacilitatorPage ? facilitator : guest;
  const person = session.current?.person;
  if (!person) {
    show(list, isFacilitatorPage
      ? link('/facilitator/login', 'Log in')
      : [link('/login', 'Log in'), link('/register', 'Register')]);
    return;
  }
  const logOut = el('li', {}, el('button', {
    type: 'button',
    click: async () => {
      await session.end();
      location.assign(address(isFacilitatorPage ? '/facilitator/login' : '/'));
    },
  }, 'Log out everywhere'));
  const badge = unread
    ? [el('span', { class: 'count', 'aria-hidden': 'true' }, unread > 99 ? '99+' : unread),
      el('span', { class: 'visually-hidden' }, `${unread} unread`)]
    : [];
  const menu = el('button', {
    type: 'button', 'aria-expanded': 'false', 'aria-controls': 'own',
    click: () => toggle(menu, menu.getAttribute('aria-expanded') === 'false'),
  }, 'Menu', ...badge.map((one) => one.cloneNode(true)));
  show(list, el('li', { class: 'menu' }, menu), el('li', { class: 'own', id: 'own' }, el('ul', { class: 'items' },
    isFacilitatorPage ? link('/facilitator/account', 'Account')
      : [link('/my/notifications', 'Messages', ...badge), link('/my/account', 'Account')], logOut)));
}

/** Opens or closes the menu, which only a narrow window has. */
function toggle(menu, isOpen) {
  menu?.setAttribute('aria-expanded', String(isOpen));
}

const openMenu = () => list.querySelector('.menu [aria-expanded=true]');
document.addEventListener('click', ({ target }) => { if (!list.contains(target)) toggle(openMenu(), false); });
document.addEventListener('keydown', ({ key }) => {
  const menu = key === 'Escape' && openMenu();
  if (!menu) return;
  toggle(menu, false);
  menu.focus();
});

/**
 * Updates the number of unread messages; new ones dispatch the event `news`. Returns false if the
 * number is the same.
 */
export async function refreshMessages() {
  if (isFacilitatorPage || !guest.current) return false;
  const inbox = await guest.get('/notifications?limit=1');
  if (inbox.unread === unread) return false;
  const isNew = unread !== null && inbox.unread > unread;
  unread = inbox.unread;
  draw();
  if (!isNew) return true;
  announce(`New message: ${inbox.data[0]?.message || ''}`);
  document.dispatchEvent(new Event('news'));
  return true;
}

/** Shows a message on the page that this tab opens next. */
export function toastAfterLoading(text) {
  try { tab.setItem('toast', text); } catch { /* The storage is full; only the message is lost. */ }
}

draw();
document.addEventListener('session', draw);
const message = tab.getItem('toast');
if (message) {
  tab.removeItem('toast');
  toast(message);
}

let renewal = null;
/** Asks once, however many requests were refused. The forms are loaded only when they are needed. */
guest.renew = () => {
  renewal ??= import('./login.js')
    .then(({ askToLogIn }) => askToLogIn('Your login has ended. Log in again to continue.', { isKnown: true }))
    .finally(() => { renewal = null; });
  return renewal;
};

poll(3, refreshMessages);
