// Back from paying, before the gateway has said so: leads on as soon as it has.

import '../header.js';
import { whileVisible } from '../dom.js';
import { guest } from '../session.js';

const link = document.querySelector('.checkout a.button');
const id = link.pathname.split('/').pop();

if (guest.current) {
  whileVisible(1, async () => {
    const booking = await guest.get(`/bookings/${id}`);
    if (booking.status !== 'held') location.replace(link.href);
  });
}
