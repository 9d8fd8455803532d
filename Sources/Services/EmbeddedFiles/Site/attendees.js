// The names of those who come with a guest's booking.

import { serverNow, withKey } from './api.js';
import { el, focusHeading, toast } from './dom.js';
import { action, field, form, openDialog } from './forms.js';
import { guest } from './session.js';

/** The names by seat, with a button to change them until the start; null for a booking without seats. */
export function attendees(booking, changed) {
  if (booking.status !== 'held' && booking.status !== 'confirmed') return null;
  const names = (booking.attendees || []).map(({ name }) => name).filter(Boolean);
  const isBefore = Date.parse(booking.event.starts_at) > serverNow() && booking.event.status === 'scheduled';
  if (names.length === 0 && !isBefore) return null;
  return el('section', { class: 'card stack', 'aria-label': 'Who comes' },
    el('div', { class: 'spread' }, el('h2', {}, 'Who comes'),
      isBefore && action(names.length > 0 ? 'Change the names …' : 'Add names …', 'little', async () => change(booking, names, changed))),
    names.length > 0 ? el('ul', { class: 'attendees' }, names.map((name) => el('li', {}, el('bdi', {}, name))))
      : el('p', { class: 'quiet' }, 'The facilitator sees the names on the list of guests.'));
}

function change(booking, names, changed) {
  const send = withKey((body, key) => guest.ask('PATCH', `/bookings/${booking.id}`, { body, key }));
  const fields = Array.from({ length: booking.seats }, (_, index) =>
    field(`seat${index}`, booking.seats === 1 ? 'Name' : `Seat ${index + 1}`, 'text', {
      value: names[index] || '', maxlength: 100, autocomplete: 'off',
    }));
  const element = form(fields, {
    label: 'Save',
    // The service names the field attendees[1].name.
    find: (name) => element.elements[`seat${name.match(/\d+/)?.[0]}`],
    submit: async (values) => {
      const written = Object.values(values).map((name) => name.trim()).filter(Boolean);
      await send({ attendees: written.map((name) => ({ name })) });
      dialog.close();
      toast('The names are saved.');
      focusHeading();
      changed();
    },
  });
  const dialog = openDialog('Who comes?', el('p', { class: 'quiet' },
    'Optional. The facilitator sees the names on the list of guests.'), element);
}
