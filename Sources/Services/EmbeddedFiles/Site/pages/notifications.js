// The guest's messages, newest first. Showing them marks them as read.

import { refreshMessages } from '../header.js';
import { asset, content, el, show } from '../dom.js';
import { emptyState } from '../forms.js';
import { ago } from '../format.js';
import { livePage } from '../live-page.js';
import { guest } from '../session.js';

async function draw(messages) {
  drawList(messages);
  const unread = messages.filter((message) => !message.read_at);
  for (const { id } of unread) await guest.post(`/notifications/${id}/read`, { body: {} });
  await refreshMessages();
}

function drawList(messages) {
  if (messages.length === 0) {
    show(content(), emptyState(asset('./skies/dawn-session.svg'), 'No messages yet',
      'Confirmations, offers, changes and refunds appear here.', ['/', 'Show events']));
    return;
  }
  show(content(), el('ul', { class: 'card inbox' }, messages.map((message) => el('li', {
    class: message.read_at ? null : 'unread',
  },
  el('p', {}, !message.read_at && el('span', { class: 'visually-hidden' }, 'Unread: '), el('bdi', {}, message.message)),
  el('p', { class: 'small quiet' }, ago(message.created_at),
    link(message))))));
}

/** The way to what the message is about. */
function link({ kind, booking_id: booking, event_id: event }) {
  const isWait = kind === 'waitlist';
  if (booking) return [' · ', el('a', { href: `/my/bookings/${booking}` }, isWait ? 'Show the offer' : 'Show the booking')];
  return isWait && event && [' · ', el('a', { href: `/e/${event}#booking` }, 'Show the event')];
}

livePage(async () => (await guest.get('/notifications?limit=100')).data, draw, {
  // Read messages keep their unread mark until new ones arrive.
  version: (messages) => messages.map(({ id }) => id).join(),
});
