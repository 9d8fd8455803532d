// The facilitators' login, at CRMAPI.

import '../header.js';
import { call } from '../api.js';
import { content, el, show } from '../dom.js';
import { field, form } from '../forms.js';
import { facilitator, nextAddress } from '../session.js';

const next = nextAddress('/facilitator');

if (facilitator.current) {
  location.replace(next);
} else {
  show(content(),
    el('div', { class: 'card' }, form([
      field('username', 'Username', 'text', { autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false' }),
      field('password', 'Password', 'password', { autocomplete: 'current-password' }),
    ], {
      label: 'Log in',
      submit: async (values) => {
        const { value } = await call(facilitator.base, 'POST', '/auth/login', { body: values });
        facilitator.open(value);
        location.replace(next);
      },
    })),
    el('p', { class: 'quiet' }, 'Do you want to book? ', el('a', { href: '/login' }, 'Guests log in here'), '.'));
  content().querySelector('input').focus();
}
