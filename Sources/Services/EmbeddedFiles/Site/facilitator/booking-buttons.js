// The buttons for a booking of the facilitator.

import { el } from '../dom.js';
import { action } from '../forms.js';
import { money } from '../format.js';
import { attendanceOf, setAttendance, tickNote, waitingTick } from './attendance.js';
import { giveBack, takeMoney } from './booking-money.js';
import { hasSeats, isConfirmed, returnable } from './booking-words.js';
import { cancelBooking } from './cancel-booking.js';
import { editBooking } from './edit-booking.js';
import { moveBooking } from './move-booking.js';

/** The guest's name for screen readers, where a list has many buttons with the same text. */
const of = ({ user }) => el('span', { class: 'visually-hidden' }, ` ${user.name}`);

/** A button that sets an attendance, and takes it back. */
function tick(booking, status, text) {
  const isSet = attendanceOf(booking) === status;
  return el('button', {
    class: `button little tick ${status}`, type: 'button', 'aria-pressed': String(isSet),
    title: isSet ? 'Press again to undo' : null,
    click: () => setAttendance(booking, attendanceOf(booking) === status ? null : status),
  }, text, of(booking));
}

export const arrivedButton = (booking) => tick(booking, 'arrived', 'Arrived');
export const noShowButton = (booking) => tick(booking, 'no_show', 'No-show');

/** That the tick has not been sent, or why it was given up. */
export const tickState = ({ id }) => (tickNote(id)
  ? el('p', { class: `small tick-state ${waitingTick(id) ? 'quiet' : 'error'}` }, tickNote(id)) : null);

/** A button for the amount that is left to pay; null if none is. */
export const takeButton = (booking, changed) => (booking.outstanding > 0 && booking.payment_status === 'pending'
  ? el('button', { class: 'button little', type: 'button', click: () => takeMoney(booking, changed) },
    `Take ${money(booking.outstanding, booking.currency)} …`, of(booking)) : null);

/** The buttons of a booking's own page. */
export const bookingButtons = (booking, changed) => el('div', { class: 'row' },
  takeButton(booking, changed),
  isConfirmed(booking) && action('Move …', 'little', () => moveBooking(booking, changed)),
  returnable(booking) > 0 && action('Give money back …', 'little', async () => giveBack(booking, changed)),
  action('Edit …', 'little', async () => editBooking(booking, changed)),
  hasSeats(booking) && action('Cancel …', 'danger little', async () => cancelBooking(booking, changed)));
