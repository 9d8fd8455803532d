// All guests: find them, send the confirmation of an address again, erase an account on request.

import '../header.js';
import { el, toast } from '../dom.js';
import { action, field, form, InvalidFields, openDialog } from '../forms.js';
import { count, day, dayAndTime, zoneName } from '../format.js';
import { facilitator } from '../session.js';
import { loadZones, zonesIn } from '../time-zones.js';
import { serverNow } from '../api.js';
import { emailLink } from '../facilitator/frame.js';
import { searchList } from './list.js';

const path = '/api/centre/guests';

const row = (guest, refresh) => {
  const forName = el('span', { class: 'visually-hidden' }, ` ${guest.name}`);
  const resend = action('Send the confirmation', 'little', async () => {
    await facilitator.ask('POST', `${path}/${guest.id}/email-confirmation`, { body: {} });
    toast(`An email is on its way to ${guest.email}.`);
  });
  const remove = action('Erase …', 'danger little', () => erase(guest, refresh));
  for (const button of [resend, remove]) button.append(forName.cloneNode(true));
  return el('tr', {},
    el('td', {}, el('b', {}, el('bdi', {}, guest.name)), el('br'), el('span', { class: 'quiet small' }, guest.username)),
    el('td', { class: 'short' }, guest.bookings === 0 ? el('span', { class: 'quiet' }, 'None')
      : el('a', { href: `/facilitator/centre/bookings?q=${encodeURIComponent(guest.email ?? guest.name)}` }, count(guest.bookings, 'booking'))),
    el('td', { class: 'whole' }, guest.email ? [emailLink(guest.email), ' ', guest.email_confirmed
      ? el('span', { class: 'tag good' }, 'Confirmed') : el('span', { class: 'tag warn' }, 'Not confirmed')]
      : el('span', { class: 'quiet' }, 'No email')),
    el('td', { class: 'quiet small' }, day(guest.created_at)),
    el('td', { class: 'whole' }, el('div', { class: 'row' }, guest.email && !guest.email_confirmed && resend, remove)));
};

/** The guest's bookings of events that have not ended. */
async function upcoming({ id }) {
  const found = await facilitator.all(`/api/centre/bookings?user_id=${id}`);
  return found.filter(({ status, event }) => ['held', 'confirmed'].includes(status)
    && Date.parse(event.ends_at) > serverNow());
}

/** More bookings are only counted. */
const shown = 10;

/** Says what an erasure does, and then asks for the username. */
async function erase(guest, refresh) {
  const bookings = await upcoming(guest);
  await loadZones(zonesIn(bookings));
  const dialog = openDialog(`Erase ${guest.name}?`,
    bookings.length === 0 ? el('p', {}, 'There are no upcoming bookings.')
      : el('div', {}, el('p', {}, `${count(bookings.length, 'booking is', 'bookings are')} cancelled under the refund policies:`),
        el('ul', { class: 'feed' }, bookings.slice(0, shown).map(({ event, seats }) => el('li', {},
          el('b', { dir: 'auto' }, event.title), el('br'),
          el('span', { class: 'quiet small' }, `${dayAndTime(event.starts_at, event.time_zone)} · ${zoneName(event)} · ${count(seats, 'seat')}`)))),
        bookings.length > shown && el('p', { class: 'quiet small' }, `And ${bookings.length - shown} more.`)),
    el('p', { class: 'note bad spaced' }, 'Name, email address, login and messages are deleted for good. '
      + 'Bookings and payments stay without a name.'),
    form([
      field('username', `To confirm, type the username ${guest.username}`, 'text', {
        autocomplete: 'off', autocapitalize: 'none', spellcheck: 'false',
      }),
    ], {
      label: 'Erase the account',
      kind: 'danger main',
      submit: async ({ username }) => {
        if (username.trim() !== guest.username) {
          throw new InvalidFields([{ field: 'username', detail: `Type ${guest.username}.` }]);
        }
        await facilitator.ask('DELETE', `${path}/${guest.id}`);
        dialog.close();
        toast(`${guest.name} is erased.`);
        await refresh();
        document.querySelector('main h2').focus();
      },
    }));
}

searchList({
  name: 'Guests',
  path,
  unit: 'guest',
  fields: [['q', 'Search by name, username or email', 'search']],
  heads: ['Guest', 'Bookings', 'Email', 'Registered', 'Next step'],
  row,
});
