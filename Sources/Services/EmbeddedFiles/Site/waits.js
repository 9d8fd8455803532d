// A guest's wait for seats of an event: the place in the list, and the way out of it.

import { serverNow, withKey } from './api.js';
import { el, toast } from './dom.js';
import { action, confirmAction } from './forms.js';
import { count, dayAndTime, zoneName } from './format.js';
import { guest } from './session.js';

/** Such as 2 seats or fewer. */
export const seatsInWords = ({ seats, accepts_fewer: acceptsFewer }) =>
  `${count(seats, 'seat')}${acceptsFewer && seats > 1 ? ' or fewer' : ''}`;

/** Asks a guest without letters to look at the pages; null for other guests. */
export const letterNote = ({ gets_letters: getsLetters }) => !getsLetters && el('p', { class: 'note warn' },
  'Your email address is missing or not confirmed, so our emails do not reach you. Look here or at “My bookings” for an offer. ',
  el('a', { href: '/my/account' }, 'Go to your account'));

/** Says that the guest can end the wait by booking the seats that are free. */
export const freeSeatsNote = (left) => `${count(left, 'seat is', 'seats are')} free now. Booking them ends your wait.`;

/** Until when seats are offered, on the clock of the event. */
function turnInWords(event, offersUntil) {
  if (!offersUntil || Date.parse(offersUntil) <= serverNow()) {
    return 'No more seats are offered. Anybody can book seats that become free.';
  }
  return `Seats that become free are offered to you in turn, until ${dayAndTime(offersUntil, event.time_zone)}, `
    + `${zoneName(event)}. After that, anybody can book them.`;
}

/**
 * The place of a guest who waits, on the event's page. `offersUntil` is the last moment of offers;
 * `isBookable` says whether the guest may also book the seats that are free.
 */
export const waitPanel = (wait, event, { offersUntil, isBookable, changed }) => [
  el('p', { class: 'note', tabindex: '-1' }, el('b', {}, `You are number ${wait.position} on the waiting list`),
    `, for ${seatsInWords(wait)}. `, turnInWords(event, offersUntil)),
  isBookable && el('p', { class: 'note warn' }, freeSeatsNote(event.seats_left)),
  letterNote(wait), leaveButton(wait, changed),
];

/** The button that leaves the list, after a confirmation. */
export function leaveButton(entry, changed) {
  const send = withKey((body, key) => guest.ask('DELETE', `/events/${entry.event_id}/waitlist`, { key }));
  return action('Leave the waiting list …', 'little', () => confirmAction('Leave the waiting list?',
    el('p', {}, `You lose your place, number ${entry.position}. If you join again, you start at the end.`), {
      label: 'Leave the waiting list',
      keep: 'Keep my place',
      work: async () => {
        await send({}).catch((problem) => { if (problem.status !== 404) throw problem; });
        toast('You have left the waiting list.');
        changed();
      },
    }));
}
