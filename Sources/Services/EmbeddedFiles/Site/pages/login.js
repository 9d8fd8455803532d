// The pages for logging in and registering.

import '../header.js';
import { content, el, show } from '../dom.js';
import { loginForm, registerForm } from '../login.js';
import { guest, nextAddress } from '../session.js';

const isNew = location.pathname === '/register';
const next = nextAddress('/');
const done = () => location.replace(next);
const other = `${isNew ? '/login' : '/register'}${location.search}`;

if (guest.current) {
  done();
} else {
  show(content(),
    el('div', { class: 'card' }, isNew ? registerForm(done) : loginForm(done)),
    el('p', { class: 'quiet' }, isNew ? 'Have an account already? ' : 'New here? ',
      el('a', { href: other }, isNew ? 'Log in' : 'Register'), '.'),
    !isNew && el('p', { class: 'quiet small' }, 'Do you teach sessions? ',
      el('a', { href: '/facilitator/login' }, 'Facilitators log in here'), '.'));
  content().querySelector('input').focus();
}
