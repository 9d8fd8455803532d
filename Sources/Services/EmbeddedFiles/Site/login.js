// The forms for logging in and registering, on a page or in a dialog.

import { call } from './api.js';
import { el, show } from './dom.js';
import { checkUsername, field, form, openDialog } from './forms.js';
import { guest } from './session.js';
import { root } from './site.js';
import { isBlocked } from './storage.js';

const password = (kind, hint) => field('password', 'Password', 'password', {
  autocomplete: kind, required: true, hint,
});

/** Says what does not work where the browser blocks the site's storage; null elsewhere. */
export const storageNote = (text) => (isBlocked ? el('p', { class: 'note warn' },
  'Your browser blocks storage for this site. ', text) : null);

async function logIn({ username, password: secret }) {
  const { value } = await call(root, 'POST', '/auth/login', { body: { username, password: secret } });
  guest.open(value);
}

export const loginForm = (done) => form([
  field('username', 'Username or email', 'text', {
    autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: 'false',
  }),
  password('current-password'),
], {
  label: 'Log in',
  submit: async (values) => {
    checkUsername(values);
    await logIn(values);
    done();
  },
  more: el('a', { href: '/forgot' }, 'Forgot your password?'),
});

/** Registers and then logs in. */
export const registerForm = (done) => form([
  field('name', 'Name', 'text', { autocomplete: 'name', hint: 'Optional. Facilitators see it.' }),
  field('username', 'Username', 'text', {
    autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: 'false',
  }),
  field('email', 'Email', 'email', { autocomplete: 'email', hint: 'Optional. For emails about your bookings, and to replace a forgotten password.' }),
  password('new-password', 'At least 8 characters.'),
], {
  label: 'Register',
  submit: async (values) => {
    const body = { username: values.username.trim(), password: values.password };
    if (values.name.trim()) body.name = values.name.trim();
    if (values.email.trim()) body.email = values.email.trim();
    await call(root, 'POST', '/auth/register', { body });
    await logIn(values);
    done();
  },
});

/**
 * Shows both forms in a dialog; resolves to whether the visitor has logged in. One who has an
 * account sees the form for logging in first.
 */
export function askToLogIn(reason, { isKnown = false } = {}) {
  return new Promise((resolve) => {
    const place = el('div', {});
    const dialog = openDialog(isKnown ? 'Log in again' : 'Almost there', el('p', { class: 'quiet' }, reason),
      storageNote('You stay logged in until you leave this page.'), place);
    const done = () => dialog.close();
    const choose = (isNew) => {
      show(place,
        el('div', { class: 'choice', role: 'group', 'aria-label': 'Account' },
          tab('New here', isNew, () => choose(true)),
          tab('I have an account', !isNew, () => choose(false))),
        isNew ? registerForm(done) : loginForm(done));
      place.querySelector('form input').focus();
    };
    choose(!isKnown);
    dialog.addEventListener('close', () => resolve(guest.current !== null));
  });
}

const tab = (text, isChosen, click) => el('button', {
  type: 'button', class: `button little ${isChosen ? '' : 'plain'}`, 'aria-pressed': String(isChosen),
  click,
}, text);
