// What a change of an event does to its guests and to money, before it is made.

import { el } from '../dom.js';
import { action, openDialog, sums } from '../forms.js';
import { money } from '../format.js';
import { facilitator } from '../session.js';

/** The effects of a command, which is not executed: {bookings, seats, letters, refunds}. */
export async function effectsOf({ method, path, ...options }) {
  const { value } = await facilitator.ask(method, `${path}${path.includes('?') ? '&' : '?'}dry_run=1`, options);
  return value.affected;
}

/** Whether guests or money are affected. */
export const hasEffects = ({ bookings, refunds }) => bookings > 0 || refunds.count > 0;

/** The effects of an edit or a cancellation as a list. */
export const effectsList = ({ bookings, seats, letters, refunds }, isCancellation) => sums([
  ['Bookings whose guests are notified', bookings],
  [isCancellation ? 'Seats cancelled' : 'Their seats', seats],
  ['Emails to guests', letters],
  refunds.count > 0 && ['Refunds', refunds.count],
  (isCancellation || refunds.count > 0) && ['Refunded', refunds.amounts.map(({ amount, currency }) =>
    money(amount, currency)).join(' · ') || 'No payments', true],
]);

/**
 * Asks whether an edit with effects is to be saved. Resolves to the answer; an edit without effects
 * is not asked about.
 */
export function confirmEffects(affected, isCorrection) {
  if (!hasEffects(affected)) return Promise.resolve(true);
  return new Promise((resolve) => {
    let isConfirmed = false;
    const dialog = openDialog('Save and notify the guests?', el('p', { class: 'quiet' },
      'The time or place changes for guests who have booked.',
      !isCorrection && ' Those who have paid can cancel with a full refund until it starts.'),
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
