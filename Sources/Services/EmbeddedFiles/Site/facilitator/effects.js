// What a change of an event does to its guests and to money, before it is made.

import { el } from '../dom.js';
import { action, openDialog, sums } from '../forms.js';
import { count, money } from '../format.js';
import { facilitator } from '../session.js';

const waiting = (events) => events.reduce((sum, { waitlist }) => sum + waitlist.waiting, 0);

/**
 * The effects of a command, which is not executed: {bookings, seats, letters, refunds, offers}, the
 * last one for guests who wait. `before` returns the events that it changes, as they are.
 */
export async function effectsOf({ method, path, ...options }, before = null) {
  const [{ value }, events] = await Promise.all([
    facilitator.ask(method, `${path}${path.includes('?') ? '&' : '?'}dry_run=1`, options), before?.(),
  ]);
  const after = value.events || [value.event];
  const changed = events?.filter(({ id }) => after.some((event) => event.id === id)) || [];
  return { ...value.affected, offers: events ? Math.max(0, waiting(changed) - waiting(after)) : 0 };
}

/** Whether the content of an edit changes the event's time or place. */
export const isMove = (event, content) => ['starts_at', 'ends_at', 'time_zone', 'location']
  .some((name) => content[name] !== event[name]);

/** Whether guests or money are affected. */
export const hasEffects = ({ bookings, refunds, offers }) => bookings > 0 || refunds.count > 0 || offers > 0;

/** The reasons for the effects of an edit, in words. `isMove` tells whether a time or place changes. */
export const reasonsInWords = ({ bookings, refunds, offers }, { isMove, isCorrection }) => el('p', { class: 'quiet spaced' }, [
  isMove && bookings > 0 && 'The time or place changes for guests who have booked.',
  isMove && bookings > 0 && !isCorrection && 'Those who have paid can cancel with a full refund until it starts.',
  offers > 0 && `${count(offers, 'guest who waits gets', 'guests who wait get')} an offer for the seats that become free.`,
  refunds.count > 0 && 'With fewer seats, places that guests gave up count as taken, so the rest of their refunds goes back now.',
].filter(Boolean).join(' '));

/** The effects of an edit or a cancellation as a list. */
export const effectsList = ({ bookings, seats, letters, refunds, offers }, isCancellation) => sums([
  ...(isCancellation || bookings > 0 ? [
    ['Bookings whose guests are notified', bookings],
    [isCancellation ? 'Seats cancelled' : 'Their seats', seats],
    ['Emails to guests', letters],
  ] : []),
  offers > 0 && ['Offers to guests who wait', offers],
  refunds.count > 0 && ['Refunds', refunds.count],
  (isCancellation || refunds.count > 0) && ['Refunded', refunds.amounts.map(({ amount, currency }) =>
    money(amount, currency)).join(' · ') || 'No payments', true],
]);

/**
 * Asks whether an edit with effects is to be saved. Resolves to the answer; an edit without effects
 * is not asked about. `edit` is {isMove, isCorrection}.
 */
export function confirmEffects(affected, edit) {
  if (!hasEffects(affected)) return Promise.resolve(true);
  return new Promise((resolve) => {
    let isConfirmed = false;
    const dialog = openDialog('Save and notify the guests?', reasonsInWords(affected, edit),
    effectsList(affected, false),
    el('div', { class: 'actions' },
      el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Back to the form'),
      action('Save and notify', 'main', () => {
        isConfirmed = true;
        dialog.close();
      })));
    dialog.addEventListener('close', () => resolve(isConfirmed));
  });
}
