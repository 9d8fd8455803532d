// An offer of seats to a guest who has waited for them: the time for an answer, yes and no.

import { payButton, timeLeft } from './booking-actions.js';
import { withKey } from './api.js';
import { el, focusHeading, toast } from './dom.js';
import { action, confirmAction } from './forms.js';
import { count, day, isLostOffer, money, time, zoneName } from './format.js';
import { guest } from './session.js';

const ended = 'This offer has ended. It was not answered in time.';

/** The end of an offer on the clock of its event. */
const end = ({ pay_before: moment, event }) =>
  `${day(moment, event.time_zone)}, ${time(moment, event.time_zone)}, ${zoneName(event)}`;

/** What is offered, and the time left for an answer. */
export const offerNote = (booking, changed) => el('p', { class: 'note warn offer', tabindex: '-1' },
  el('b', {}, `${count(booking.seats, 'seat is', 'seats are')} reserved for you. `),
  `${booking.seats === 1 ? 'It is' : 'They are'} yours once you ${booking.amount > 0 ? `have paid ${money(booking.amount, booking.currency)}` : 'confirm'}. `,
  'Time left to answer: ', timeLeft(booking, changed), `, until ${end(booking)}.`);

/**
 * The buttons for yes and no. `changed` gets the booking after a yes, and nothing after a no or
 * when the offer has ended.
 */
export const offerSteps = (booking, changed) => el('div', { class: 'stack offer-steps' },
  booking.amount > 0 ? payButton(booking, changed) : confirmButton(booking, changed),
  action('No, thanks …', 'wide', () => decline(booking, changed)));

/** How the seats of a hold or an offer were lost. */
export function lossInWords(booking) {
  const isExpired = booking.status === 'expired';
  if (!isLostOffer(booking)) {
    return isExpired ? 'Your time to pay is over, and your seats were released.' : 'Your booking is cancelled.';
  }
  return isExpired ? 'Your offer has ended. It was not answered in time.' : 'Your offer is declined, and your wait has ended.';
}

/** Shows an offer with its buttons. */
export const offerPanel = (booking, changed) => el('div', { class: 'stack' },
  offerNote(booking, changed), offerSteps(booking, changed));

function confirmButton(booking, changed) {
  const send = withKey((body, key) => guest.post(`/bookings/${booking.id}/confirmation`, { body, key }));
  return action(`Confirm ${count(booking.seats, 'seat')}`, 'main wide', async () => {
    try {
      const confirmed = await send({});
      toast(`You are in. ${count(booking.seats, 'seat')} booked.`);
      await changed(confirmed);
    } catch (problem) {
      if (problem.code !== 'hold_expired') throw problem;
      problem.message = ended;
      changed();
      throw problem;
    }
  });
}

function decline(booking, changed) {
  const send = withKey((body, key) => guest.post(`/bookings/${booking.id}/cancellation`, { body, key }));
  confirmAction('Decline this offer?', el('p', {}, 'The seats go to the next on the waiting list at once, and your wait ends.'), {
    label: 'Decline the offer',
    keep: 'Keep the offer',
    work: async () => {
      await send({});
      toast('You have declined the offer.');
      changed();
    },
  });
}

/** Moves the focus to the heading after a yes, whose button is gone. */
export const answered = (refresh) => async (booking) => {
  await refresh();
  if (booking) focusHeading();
};
