// The guest's messages, newest first; what has been seen here counts as read.

import { refreshMessages } from '../header.js';
import { asset, content, el, show, whileVisible } from '../dom.js';
import { empty, showOutage } from '../forms.js';
import { ago } from '../format.js';
import { guest } from '../session.js';

let shown = '';

async function load() {
  let messages;
  try {
    messages = (await guest.get('/notifications?limit=100')).data;
  } catch (problem) {
    if (!guest.require()) return;
    if (!shown) showOutage(content(), problem, load);
    throw problem;
  }
  const state = JSON.stringify(messages.map(({ id }) => id));
  if (state === shown) return;
  shown = state;
  draw(messages);
  const unread = messages.filter((message) => !message.read_at);
  for (const { id } of unread) await guest.post(`/notifications/${id}/read`, { body: {} });
  await refreshMessages();
}

function draw(messages) {
  if (messages.length === 0) {
    show(content(), empty(asset('./skies/dawn-session.svg'), 'All quiet',
      'Confirmations, changes and refunds are told here.', ['/', 'Show events']));
    return;
  }
  show(content(), el('ul', { class: 'card inbox' }, messages.map((message) => el('li', {
    class: message.read_at ? null : 'unread',
  },
  el('p', {}, !message.read_at && el('span', { class: 'unseen' }, 'Unread: '), message.message),
  el('p', { class: 'small quiet' }, ago(message.created_at),
    message.booking_id && [' · ', el('a', { href: `/my/bookings/${message.booking_id}` }, 'Show the booking')])))));
}

if (guest.require()) {
  load().catch(() => {});
  whileVisible(2, load);
}
