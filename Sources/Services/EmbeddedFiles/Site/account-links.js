// The pages that letters lead to, and the one that requests a letter, for guests and facilitators.

import { call } from './api.js';
import { content, el, show } from './dom.js';
import { field, form } from './forms.js';

/**
 * Draws the page of the address: …/confirm, …/reset or …/forgot. `base` is the service's address, and
 * `prefix` begins the addresses of the pages. A new password ends the login of `session`.
 */
export function drawAccountLink({ base, prefix, session, account }) {
  const page = { base, prefix, session, account, token: takeToken() };
  const draw = { confirm: drawConfirmation, reset: drawReset, forgot: drawRequest };
  draw[location.pathname.split('/').pop()](page);
}

/** The token after `#`, which no server logs; the address keeps it no longer than needed. */
function takeToken() {
  const token = location.hash.slice(1);
  history.replaceState(null, '', location.pathname);
  return token;
}

const link = (address, text) => el('a', { class: 'button main', href: address }, text);

/** A card with a message that gets the focus, and the next step. */
function result(text, ...next) {
  const message = el('p', { tabindex: '-1' }, text);
  show(content(), el('div', { class: 'card stack', role: 'status' }, message,
    next.length > 0 && el('p', { class: 'row' }, next)));
  message.focus();
}

async function drawConfirmation({ base, prefix, session, account, token }) {
  const again = session.current
    ? link(account, 'Request another email') : link(`${prefix}/login`, 'Log in to request another email');
  if (!token) return result('This page needs the whole link of the email. Open it from the email again.', again);
  try {
    await call(base, 'POST', '/auth/email/confirmation', { body: { token } });
  } catch (problem) {
    if (problem.isOutage) {
      return result(problem.message, el('button', {
        class: 'button main', type: 'button', click: () => drawConfirmation({ base, prefix, session, account, token }),
      }, 'Try again'));
    }
    return result(problem.message, again);
  }
  return result('Your address is confirmed. Emails about bookings go there from now on.',
    session.current ? link(prefix || '/my/bookings', 'Continue') : link(`${prefix}/login`, 'Log in'));
}

function drawReset({ base, prefix, session, token }) {
  if (!token) {
    return result('This page needs the whole link of the email. Open it from the email again.',
      link(`${prefix}/forgot`, 'Request another email'));
  }
  show(content(), el('div', { class: 'card' }, form([
    field('password', 'New password', 'password', {
      autocomplete: 'new-password', required: true, hint: 'At least 8 characters. It ends all other logins.',
    }),
  ], {
    label: 'Set the password',
    submit: async ({ password }) => {
      await call(base, 'POST', '/auth/password', { body: { token, password } });
      session.close();
      result('Your new password is set. Log in with it.', link(`${prefix}/login`, 'Log in'));
    },
  })), el('p', { class: 'quiet' }, 'Has the link expired? ',
    el('a', { href: `${prefix}/forgot` }, 'Request another email'), '.'));
  content().querySelector('input').focus({ preventScroll: true });
  return undefined;
}

function drawRequest({ base, prefix }) {
  show(content(), el('div', { class: 'card' }, form([
    field('login', 'Username or email', 'text', {
      autocomplete: 'username', required: true, autocapitalize: 'none', spellcheck: 'false',
    }),
  ], {
    label: 'Send the email',
    submit: async ({ login }) => {
      await call(base, 'POST', '/auth/password-reset', { body: { login } });
      result('If there is such an account with a confirmed address, an email is on its way. '
        + 'Its link sets a new password, and works for 30 minutes.', link(`${prefix}/login`, 'Back to the login'));
    },
  })), el('p', { class: 'quiet' }, 'The email goes to the confirmed address of the account. '
    + 'Without one, ask the center for help.'));
  content().querySelector('input').focus({ preventScroll: true });
}
