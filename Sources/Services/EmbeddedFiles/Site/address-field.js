// The address of an account, its state, and the password that a change of it needs.

import { el } from './dom.js';
import { action, field } from './forms.js';

/**
 * The field for the address. A field for the current password follows it once the address differs
 * from the confirmed one. `resend` sends another letter.
 */
export function addressField({ email, email_confirmed: isConfirmed, confirmed_email: confirmed }, hint, resend) {
  const password = field('current_password', 'Current password', 'password', {
    autocomplete: 'current-password', hint: 'Needed to change a confirmed address.',
  });
  const address = field('email', 'Email', 'email', {
    value: email, autocomplete: 'email', hint,
    input: ({ target }) => {
      if (confirmed && target.value.trim() !== confirmed) address.after(password);
      else password.remove();
    },
  });
  address.append(state(email, isConfirmed, confirmed, resend));
  return address;
}

function state(email, isConfirmed, confirmed, resend) {
  if (!email) return '';
  if (isConfirmed) return el('p', { class: 'small' }, el('span', { class: 'tag good' }, 'Confirmed'));
  return el('div', { class: 'stack small' },
    el('p', {}, el('span', { class: 'tag warn' }, 'Not confirmed'),
      ` Follow the link in the email to ${email}.`,
      confirmed && ` Until then, emails go to ${confirmed}.`),
    el('p', {}, action('Send another email', 'little', resend)));
}
