// The pages for logging in and registering.

import '../header.js';
import { content, el, show } from '../dom.js';
import { loginForm, registerForm, storageNote } from '../login.js';
import { guest, nextAddress } from '../session.js';
import { address, here } from '../site.js';
import { isBlocked } from '../storage.js';

const isNew = here() === '/register';
const next = nextAddress('/');
const done = () => location.replace(address(next));
const other = `${isNew ? '/login' : '/register'}${location.search}`;

if (guest.current) {
  done();
} else if (isBlocked) {
  show(content(), el('div', { class: 'card stack' },
    storageNote('Your login would end when you leave this page, so “My bookings”, messages and the account do not work.'),
    el('p', {}, 'Allow cookies and site data for this site, and load this page again. '
      + 'You can book on an event’s page without them.'),
    el('p', { class: 'row' }, el('a', { class: 'button main', href: next.startsWith('/e/') ? next : '/' },
      next.startsWith('/e/') ? 'Back to the event' : 'Show events'),
    el('button', { class: 'button', type: 'button', click: () => location.reload() }, 'Load again'))));
} else {
  show(content(),
    el('div', { class: 'card' }, isNew ? registerForm(done) : loginForm(done)),
    el('p', { class: 'quiet' }, isNew ? 'Have an account already? ' : 'New here? ',
      el('a', { href: other }, isNew ? 'Log in' : 'Register'), '.'),
    !isNew && el('p', { class: 'quiet small' }, 'Do you give events here? ',
      el('a', { href: '/facilitator/login' }, 'Facilitators log in here'), '.'));
  content().querySelector('input').focus({ preventScroll: true });
}
