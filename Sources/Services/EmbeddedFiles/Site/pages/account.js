// The guest's account: change it, download its data, erase it.

import '../header.js';
import { isUpcoming } from '../booking-actions.js';
import { content, download, el, show, toast } from '../dom.js';
import { action, field, form, openDialog } from '../forms.js';
import { count, day, money, period, zoneName } from '../format.js';
import { loadPage } from '../live-page.js';
import { guest } from '../session.js';
import { loadZones, zonesIn } from '../time-zones.js';

function draw(user) {
  show(content(),
    section('You', `Registered as ${user.username} on ${day(user.created_at)}.`, form([
      field('name', 'Name', 'text', { value: user.name, autocomplete: 'name' }),
      field('email', 'E-mail', 'email', { value: user.email, autocomplete: 'email', hint: 'Optional. For confirmations and refunds.' }),
    ], { label: 'Save', submit: saveDetails })),
    section('Password', 'A new password logs you out everywhere else.', form([
      field('current_password', 'Current password', 'password', { autocomplete: 'current-password' }),
      field('password', 'New password', 'password', { autocomplete: 'new-password', hint: 'At least 8 characters.' }),
    ], { label: 'Change the password', kind: '', submit: savePassword })),
    section('Your data', 'All data stored about you, in one file.',
      action('Download my data', '', downloadData)),
    section('Erase the account', 'Upcoming bookings are cancelled first, under their refund policies. Then your '
      + 'name, address and messages are deleted for good.',
    action('Erase my account …', 'danger', erase)));
}

const section = (title, text, ...more) => el('section', { class: 'card stack', 'aria-label': title },
  el('h2', {}, title), el('p', { class: 'quiet small' }, text), more);

async function saveDetails({ name, email }) {
  const { value: user } = await guest.ask('PATCH', '/me', {
    body: { name: name.trim(), email: email.trim() || null },
  });
  guest.update(user);
  toast('Saved.');
}

async function savePassword(values, element) {
  const { value } = await guest.ask('PATCH', '/me', {
    body: { password: values.password, current_password: values.current_password },
  });
  guest.open(value);
  element.reset();
  toast('Your password is changed.');
}

async function downloadData() {
  const { value: everything } = await guest.ask('GET', '/me/export', { isAction: true });
  download('my-bookings.json', 'application/json', JSON.stringify(everything, null, 2));
}

/** Shows what an erasure would cancel and refund, and then asks for the password. */
async function erase() {
  const bookings = (await guest.all('/bookings')).filter(isUpcoming);
  await loadZones(zonesIn(bookings));
  const shown = bookings.slice(0, 10);
  const quotes = await Promise.all(shown.map(({ id }) => guest.get(`/bookings/${id}/cancellation`)));
  const losses = shown.map((booking, index) => el('li', {},
    el('b', { dir: 'auto' }, booking.event.title), el('br'),
    el('span', { class: 'quiet small' }, `${period(booking.event)} · ${zoneName(booking.event)} · ${count(booking.seats, 'seat')}`),
    el('br'), el('span', { class: 'small' }, refund(quotes[index]))));
  openDialog('Erase your account?',
    bookings.length === 0 ? el('p', {}, 'You have no upcoming bookings.')
      : el('div', {}, el('p', {}, `${count(bookings.length, 'booking is', 'bookings are')} cancelled:`),
        el('ul', { class: 'feed' }, losses),
        bookings.length > shown.length && el('p', { class: 'quiet small' },
          `And ${bookings.length - shown.length} more, under their refund policies.`)),
    el('p', { class: 'quiet spaced' }, 'Your name, address and messages are deleted. This cannot be undone.'),
    form([
      field('current_password', 'Current password', 'password', { autocomplete: 'current-password' }),
    ], {
      label: 'Erase it all',
      kind: 'danger main',
      submit: async ({ current_password }) => {
        await guest.ask('DELETE', '/me', { body: { current_password } });
        guest.close();
        location.replace('/');
      },
    }));
}

/** What a cancellation brings back, as a sentence. */
function refund({ amount_paid: paid, refund_amount: back, currency }) {
  if (paid === 0) return 'Nothing was paid.';
  if (back === 0) return `You paid ${money(paid, currency)} and get nothing back.`;
  return `You get back ${money(back, currency)} of ${money(paid, currency)}.`;
}

loadPage(() => guest.get('/me'), draw);
