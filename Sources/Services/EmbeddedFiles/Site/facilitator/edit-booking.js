// The facilitator's note on a booking, and the name and address of a guest without an account.

import { withKey } from '../api.js';
import { toast } from '../dom.js';
import { field, form, openDialog } from '../forms.js';
import { facilitator } from '../session.js';
import { isByFacilitator } from './booking-words.js';
import { own } from './frame.js';

export function editBooking(booking, done) {
  const send = withKey((body, key) => facilitator.ask('PATCH', `${own()}/bookings/${booking.id}`, { body, key }));
  const dialog = openDialog('Edit the booking', form([
    isByFacilitator(booking) && [
      field('name', 'Name', 'text', { value: booking.user.name, autocomplete: 'off', maxlength: 100 }),
      field('email', 'Email', 'email', { value: booking.user.email || '', autocomplete: 'off', hint: 'Optional.' }),
    ],
    field('note', 'Note', 'textarea', {
      value: booking.note || '', maxlength: 2000, rows: 4, dir: 'auto', hint: 'Guests do not see it.',
    }),
  ], {
    label: 'Save',
    submit: async ({ name, email, note }) => {
      const { user } = booking;
      await send({
        note: note.trim() || null,
        ...(isByFacilitator(booking) && name.trim() !== user.name && { name: name.trim() }),
        ...(isByFacilitator(booking) && email.trim() !== (user.email || '') && { email: email.trim() || null }),
      });
      dialog.close();
      toast('Saved.');
      done();
    },
  }));
}
