// Whether an event can be booked.

import { serverNow } from './api.js';
import { closesAt } from './format.js';

/** Why the event cannot be booked now; null if it can. The server judges in the same order. */
export function refusal(event) {
  if (event.status === 'cancelled') return 'event_cancelled';
  if (Date.parse(event.ends_at) <= serverNow()) return 'event_past';
  if (Date.parse(event.starts_at) <= serverNow()) return 'event_started';
  if (closesAt(event) <= serverNow()) return 'booking_closed';
  return event.seats_left <= 0 ? 'event_full' : null;
}
