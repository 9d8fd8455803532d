// The guest's account: change it, download its data, erase it.

import { toastAfterLoading } from '../header.js';
import { addressField } from '../address-field.js';
import { isUpcoming } from '../booking-actions.js';
import { calendarAddress } from '../calendar-address.js';
import { content, download, el, show, toast } from '../dom.js';
import { action, field, form, openDialog } from '../forms.js';
import { count, day, money, period, zoneName } from '../format.js';
import { loadPage } from '../live-page.js';
import { guest } from '../session.js';
import { address } from '../site.js';
import { loadZones, zonesIn } from '../time-zones.js';

const calendar = calendarAddress(guest, () => '/me/calendar', 'bookings');

function draw(user) {
  show(content(),
    section('You', `Registered as ${user.username} on ${day(user.created_at)}.`, form([
      field('name', 'Name', 'text', { value: user.name, autocomplete: 'name' }),
      addressField(user, 'Optional. For emails about your bookings, and to replace a forgotten password.', resend),
    ], { label: 'Save', submit: saveDetails })),
    section('Password', 'A new password logs you out on all other devices.', form([
      field('current_password', 'Current password', 'password', { autocomplete: 'current-password' }),
      field('password', 'New password', 'password', { autocomplete: 'new-password', hint: 'At least 8 characters.' }),
    ], { label: 'Change the password', kind: '', submit: savePassword })),
    section('Your calendar', 'See your bookings in the calendar of your phone or computer, also when they change.', calendar),
    section('Your data', 'One file with all data stored about you.',
      action('Download my data', '', downloadData)),
    section('Erase the account', 'Your upcoming bookings are cancelled under their refund policies, and you leave all waiting lists. Your name, email '
      + 'address, login and messages are deleted, and you can no longer see your bookings and receipts.',
    action('Erase my account …', 'danger', erase)));
}

const section = (title, text, ...more) => el('section', { class: 'card stack', 'aria-label': title },
  el('h2', {}, title), el('p', { class: 'quiet small' }, text), more);

async function saveDetails({ name, email, current_password: password }) {
  const body = { name: name.trim(), email: email.trim() || null };
  if (password) body.current_password = password;
  const { value: user } = await guest.ask('PATCH', '/me', { body });
  guest.update(user);
  draw(user);
  toast('Saved.');
}

async function resend() {
  await guest.ask('POST', '/me/email/confirmation');
  toast('The email is on its way.');
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
    el('br'), el('span', { class: 'small' }, refund({ ...quotes[index], amount: booking.amount }))));
  openDialog('Erase your account?',
    bookings.length === 0 ? el('p', {}, 'You have no upcoming bookings.')
      : el('div', {}, el('p', {}, `${count(bookings.length, 'booking is', 'bookings are')} cancelled:`),
        el('ul', { class: 'feed' }, losses),
        bookings.length > shown.length && el('p', { class: 'quiet small' },
          `And ${bookings.length - shown.length} more, under their refund policies.`)),
    el('div', { class: 'note bad spaced' }, el('b', {}, 'You lose for good:'), el('ul', {}, [
      'your login, name and email address', 'your messages', 'access to your bookings and receipts, past ones too',
    ].map((text) => el('li', {}, text)))),
    el('p', { class: 'quiet spaced' }, 'To keep a copy, close this and download your data first.'),
    form([
      field('current_password', 'Current password', 'password', { autocomplete: 'current-password' }),
    ], {
      label: 'Erase my account',
      kind: 'danger main',
      submit: async ({ current_password }) => {
        await guest.ask('DELETE', '/me', { body: { current_password } });
        guest.close();
        toastAfterLoading('Your account is erased.');
        location.replace(address('/'));
      },
    }));
}

/** What a cancellation brings back, as a sentence. */
function refund({ amount, amount_paid: paid, refund_amount: back, refund_amount_if_filled: all, currency }) {
  if (amount === 0) return 'It is free.';
  if (paid === 0) return 'You have not paid for it.';
  const more = all > back ? ` If your place is taken again, ${money(all - back, currency)} more goes back.` : '';
  if (back === 0) return `You paid ${money(paid, currency)} and get no refund${more ? ' now' : ''}.${more}`;
  return `You get back ${money(back, currency)} of ${money(paid, currency)}.${more}`;
}

loadPage(() => guest.get('/me'), draw);
