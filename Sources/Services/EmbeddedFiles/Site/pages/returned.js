// The page after a payment; opens the booking once the gateway has confirmed the payment.

import '../header.js';
import { poll } from '../api.js';
import { guest } from '../session.js';

const link = document.querySelector('.checkout a.button');
const id = link.pathname.split('/').pop();

if (guest.current) {
  poll(1, async () => {
    const booking = await guest.get(`/bookings/${id}`);
    if (booking.status !== 'held') location.replace(link.href);
  });
}
