// What a change of an event does to its guests and to money, before it is made.

import { el } from '../dom.js';
import { action, openDialog, sums } from '../forms.js';
import { money } from '../format.js';
import { facilitator } from '../session.js';

/** The effects of a command, which is not executed: {bookings, seats, letters, refunds}. */
export async function effectsOf(method, address, options) {
  const { value } = await facilitator.ask(method, `${address}?dry_run=1`, options);
  return value.affected;
}

/** The effects as a list; `seats` is the name of the row of seats. */
export const effectsList = (affected, seats) => sums([
  ['Bookings whose guests are notified', affected.bookings],
  [seats, affected.seats],
  ['Emails to guests', affected.letters],
  affected.refunds.count > 0 && ['Refunds', affected.refunds.count],
  ['Refunded', affected.refunds.amounts.map(({ amount, currency }) => money(amount, currency)).join(' · ') || 'No payments', true],
]);

/** Asks whether a change with effects is to be saved. Resolves to the answer, without effects to true. */
export function confirmEffects(affected) {
  if (!affected.bookings && !affected.refunds.count) return Promise.resolve(true);
  return new Promise((resolve) => {
    let isConfirmed = false;
    const dialog = openDialog('Save and notify the guests?', el('p', { class: 'quiet' },
      'The time or place changes for guests who have booked.'), effectsList(affected, 'Their seats'),
    el('div', { class: 'actions' },
      el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Back to the form'),
      action('Save and notify', 'main', () => {
        isConfirmed = true;
        dialog.close();
      })));
    dialog.addEventListener('close', () => resolve(isConfirmed));
  });
}
