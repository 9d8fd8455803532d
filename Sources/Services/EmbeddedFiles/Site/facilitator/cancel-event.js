// The dialog that cancels an event.

import { idempotencyKey } from '../api.js';
import { el, toast } from '../dom.js';
import { confirmAction, sums } from '../forms.js';
import { facilitator } from '../session.js';
import { amounts, isActive, own } from './frame.js';

/** Shows the consequences, and cancels the event after a confirmation; then calls `done`. */
export async function cancelEvent(event, done) {
  const address = `${own()}/events/${event.id}`;
  const key = idempotencyKey();
  const [bookings, report] = await Promise.all([
    facilitator.all(`${own()}/bookings?event_id=${event.id}`), facilitator.get(`${address}/money`),
  ]);
  const coming = bookings.filter(isActive);
  const seats = coming.reduce((sum, one) => sum + (one.seats || 1), 0);
  const held = event.capacity - event.seats_left - seats;
  confirmAction(`Cancel “${event.title}”?`, el('div', {},
    el('p', { class: 'quiet' }, 'All guests are notified, and all payments are refunded in full. This cannot be undone.'),
    sums([
      ['Guests notified', coming.length],
      ['Seats cancelled', seats],
      held > 0 && ['Seats held for payment', held],
      ['Refunded', amounts([report], (sum) => sum.returnable) || 'No payments', true],
    ])), {
    label: 'Cancel the event',
    keep: 'Keep the event',
    work: async () => {
      await facilitator.ask('DELETE', address, { key });
      toast('The event is cancelled, and its guests are notified.');
      done();
    },
  });
}
