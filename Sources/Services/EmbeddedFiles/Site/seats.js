// The seats left of an event, as on the server's pages, and why it cannot be booked.

import { serverNow } from './api.js';
import { closesAt } from './format.js';

/** The text, and a style that highlights few or no seats. */
export function seatsLeft({ status, seats_left: left }) {
  if (status === 'cancelled') return { text: 'Cancelled', style: 'tag bad' };
  if (left <= 0) return { text: 'Full', style: 'tag bad' };
  return { text: left === 1 ? '1 seat left' : `${left} seats left`, style: left <= 5 ? 'tag warn' : '' };
}

/** Why the event cannot be booked now; null if it can. The server judges in the same order. */
export function refusal(event) {
  if (event.status === 'cancelled') return 'event_cancelled';
  if (Date.parse(event.ends_at) <= serverNow()) return 'event_past';
  if (Date.parse(event.starts_at) <= serverNow()) return 'event_started';
  if (closesAt(event) <= serverNow()) return 'booking_closed';
  return event.seats_left <= 0 ? 'event_full' : null;
}
