// The dialog that cancels an event.

import { idempotencyKey } from '../api.js';
import { el, toast } from '../dom.js';
import { confirmAction, field } from '../forms.js';
import { facilitator } from '../session.js';
import { effectsList, effectsOf } from './effects.js';
import { own } from './frame.js';

/** Shows the consequences, and cancels the event after a confirmation; then calls `done`. */
export async function cancelEvent(event, done) {
  const address = `${own()}/events/${event.id}`;
  const affected = await effectsOf('DELETE', address);
  const reason = field('reason', 'Reason, for your guests', 'text', {
    maxlength: 500, autocomplete: 'off', hint: 'Optional. It is in their messages and on the event’s page.',
  });
  /** The key of a reason, so that a retry cancels once. */
  let attempt = null;
  confirmAction(`Cancel “${event.title}”?`, el('div', { class: 'stack' },
    el('p', { class: 'quiet' }, 'All guests are notified, and the price of their seats goes back to them. ',
      'What was paid at the center is yours to hand back. This cannot be undone.'),
    effectsList(affected, true), reason), {
    label: 'Cancel the event',
    keep: 'Keep the event',
    work: async () => {
      const text = reason.querySelector('input').value.trim();
      if (attempt?.text !== text) attempt = { text, key: idempotencyKey() };
      await facilitator.ask('DELETE', address, { key: attempt.key, body: text ? { reason: text } : undefined });
      toast('The event is cancelled, and its guests are notified.');
      done();
    },
  });
}
