// The dialog that offers seats to a guest who waits, out of turn.

import { withKey } from '../api.js';
import { el, toast } from '../dom.js';
import { action, InvalidFields, openDialog } from '../forms.js';
import { count, dayAndTime } from '../format.js';
import { facilitator } from '../session.js';
import { own } from './frame.js';

/** More names are only counted. */
const shownNames = 3;

/** The names of those who have waited longer, such as Asha Rao, Bhavin and 2 more. */
function namesOf(entries) {
  const names = entries.slice(0, shownNames).map(({ user }) => user.name);
  if (entries.length > shownNames) names.push(`${entries.length - shownNames} more`);
  return names.length < 2 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

const areFree = (free) => (free === 0 ? 'No seat is free.' : `${count(free, 'seat is', 'seats are')} free.`);

/** The seats that can be offered: those that the guest asks for, or fewer if that is accepted; 0 for none. */
const offered = ({ seats, accepts_fewer: acceptsFewer }, free) => (free >= seats ? seats : acceptsFewer ? Math.max(0, free) : 0);

/** Why the offer was refused, in the page's words. */
function refusal(problem, entry) {
  const { name } = entry.user;
  if (problem.code === 'event_full') {
    return `${areFree(problem.body.seats_left ?? 0)} ${name} asks for ${entry.seats}, so nothing was offered.`;
  }
  if (problem.status === 404) return `${name} has left the waiting list, or has an offer already. Nothing was offered.`;
  return problem.message;
}

/**
 * Shows whom the offer passes over and whether seats are free, and makes it after a confirmation.
 * `earlier` are those who have waited longer. Calls `done` when the offer is made.
 */
export async function offerSeats(event, entry, earlier, done) {
  const path = `${own()}/events/${event.id}`;
  const { free } = (await facilitator.ask('GET', `${path}/seats`, { isAction: true })).value;
  const seats = offered(entry, free);
  const { name } = entry.user;
  const send = withKey((body, key) => facilitator.post(`${path}/waitlist/${entry.user.id}/offer`, { body, key }));
  const offer = action(`Offer ${count(seats, 'seat')}`, 'main', async () => {
    try {
      const { offered_seats: made, offer_expires_at: end } = await send({});
      dialog.close();
      toast(`${count(made, 'seat is', 'seats are')} offered to ${name} until ${dayAndTime(end)}.`);
      done();
    } catch (problem) {
      if (!problem.status || problem.isOutage) throw problem;
      throw new InvalidFields([], refusal(problem, entry));
    }
  });
  const dialog = openDialog(`Offer seats to ${name}?`, el('div', { class: 'stack' },
    el('p', {}, `${name} asks for ${count(entry.seats, 'seat')}. ${areFree(free)}`,
      seats > 0 && seats < entry.seats && ` ${name} accepts fewer.`),
    earlier.length > 0 && el('p', {}, 'This passes over ', el('bdi', {}, namesOf(earlier)),
      `, who ${earlier.length === 1 ? 'has' : 'have'} waited longer.`),
    seats > 0 ? el('p', { class: 'quiet' }, event.price > 0
      ? 'The seats are held for the guest, who gets a message and pays to book them.'
      : 'The seats are held for the guest, who gets a message and confirms to book them.')
      : el('p', { class: 'quiet' }, 'Seats become free when a booking is cancelled, a hold ends, or you add seats to the event.')),
  el('div', { class: 'actions' },
    el('button', { class: 'button', type: 'button', click: () => dialog.close() }, seats > 0 ? 'Do not offer' : 'Close'),
    seats > 0 && offer));
}
