// Tells guests that their address is not confirmed, so that they do not wait for emails.

import { el } from './dom.js';
import { guest } from './session.js';

/** The note for a guest whose address is not confirmed; null for others. */
export async function addressNote() {
  const known = guest.current?.person;
  if (!known?.email || known.email_confirmed) return null;
  // The link may have been followed in another browser since the login.
  const user = await guest.get('/me').catch(() => null);
  if (!user) return null;
  guest.update(user);
  if (!user.email || user.email_confirmed) return null;
  const emails = user.confirmed_email ? ` Until then, emails go to ${user.confirmed_email}.`
    : ' Emails about your bookings go there after that.';
  return el('p', { class: 'note warn' }, `Follow the link in the email to ${user.email} to confirm your address.`,
    emails, ' ', el('a', { href: '/my/account' }, 'Change the address or send another email'));
}
