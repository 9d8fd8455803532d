// A message to everyone who is booked.

import { withKey } from '../api.js';
import { el, focusHeading, show } from '../dom.js';
import { Draft } from '../drafts.js';
import { field, form, openDialog } from '../forms.js';
import { count } from '../format.js';
import { facilitator } from '../session.js';
import { own } from './frame.js';

/** Opens the form. `guests` is the number of bookings that get the message. */
export function writeToAll(event, guests) {
  const draft = new Draft('message');
  const kept = draft.stored;
  const send = withKey((body, key) => facilitator.post(`${own()}/events/${event.id}/messages`, { body, key }));
  const place = el('div', {});
  const element = form([
    field('subject', 'Subject', 'text', { value: kept?.subject ?? '', maxlength: 200, autocomplete: 'off', dir: 'auto' }),
    field('text', 'Text', 'textarea', { value: kept?.text ?? '', maxlength: 10000, rows: 8, dir: 'auto' }),
  ], {
    label: 'Send',
    submit: async ({ subject, text }) => {
      const { in_app: messages, letters } = await send({ subject: subject.trim(), text: text.trim() });
      draft.remove();
      show(place, el('div', { class: 'note good spaced', tabindex: '-1' }, outcome(messages, letters)),
        el('div', { class: 'actions' }, el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Close')));
      place.querySelector('.note').focus();
    },
  });
  element.addEventListener('input', () => {
    const { subject, text } = element.elements;
    if (subject.value || text.value) draft.keep({ subject: subject.value, text: text.value });
    else draft.remove();
  });
  show(place, el('p', { class: 'quiet' }, guests === 0 ? 'No guest is booked yet.'
    : `Goes to everyone who is booked: ${count(guests, 'booking')}.`), element);
  const dialog = openDialog('Write to all', place);
  dialog.addEventListener('close', () => { if (!document.activeElement?.matches('button, a')) focusHeading(); });
}

function outcome(messages, letters) {
  if (messages + letters === 0) return 'The message reached no guest: none has an account or an address for emails.';
  const readers = count(messages, 'guest reads', 'guests read');
  return `Sent: ${readers} it in the messages of this site, and ${count(letters, 'guest gets', 'guests get')} it by email.`;
}
