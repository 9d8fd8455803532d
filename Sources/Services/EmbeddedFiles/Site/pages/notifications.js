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
      'Confirmations, changes and refunds appear here.', ['/', 'Show events']));
    return;
  }
  show(content(), el('ul', { class: 'card inbox' }, messages.map((message) => el('li', {
    class: message.read_at ? null : 'unread',
  },
  el('p', {}, !message.read_at && el('span', { class: 'visually-hidden' }, 'Unread: '), el('bdi', {}, message.message)),
  el('p', { class: 'small quiet' }, ago(message.created_at),
    message.booking_id && [' · ', el('a', { href: `/my/bookings/${message.booking_id}` }, 'Show the booking')])))));
}

livePage(async () => (await guest.get('/notifications?limit=100')).data, draw, {
  // Read messages keep their unread mark until new ones arrive.
  version: (messages) => messages.map(({ id }) => id).join(),
});
