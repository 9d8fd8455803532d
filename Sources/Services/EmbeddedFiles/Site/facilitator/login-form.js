// The facilitators' login, at CRMAPI, on its page and in a dialog.

import { call } from '../api.js';
import { el } from '../dom.js';
import { checkUsername, field, form, openDialog } from '../forms.js';
import { facilitator } from '../session.js';

export const loginForm = (username) => form([
  field('username', 'Username or email', 'text', {
    autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', value: username,
  }),
  field('password', 'Password', 'password', { autocomplete: 'current-password' }),
], {
  label: 'Log in',
  submit: async (values) => {
    checkUsername(values);
    const { value } = await call(facilitator.base, 'POST', '/auth/login', { body: values });
    facilitator.open(value);
  },
  more: el('a', { href: '/facilitator/forgot' }, 'Forgot your password?'),
});

let answer = null;

/** Asks for a new login over the page, once at a time; resolves to whether there is one. */
export function askToLogInAgain() {
  answer ??= ask().finally(() => { answer = null; });
  return answer;
}

function ask() {
  return new Promise((resolve) => {
    const dialog = openDialog('Log in again', el('p', { class: 'quiet' },
      'Your login has ended. Log in again to continue.'),
    el('div', { class: 'spaced' }, loginForm()));
    const goOn = () => { if (facilitator.current) dialog.close(); };
    document.addEventListener('session', goOn);
    dialog.addEventListener('close', () => {
      document.removeEventListener('session', goOn);
      resolve(facilitator.current !== null);
    });
  });
}
