// The seats left of an event, as on the server's pages.

/** The text, and a style that highlights few or no seats. */
export function seatsLeft({ status, seats_left: left, waitlist: { waiting } }) {
  if (status === 'cancelled') return { text: 'Cancelled', style: 'tag bad' };
  if (left <= 0) return { text: waiting > 0 ? `Full · ${waiting} waiting` : 'Full', style: 'tag bad' };
  return { text: left === 1 ? '1 seat left' : `${left} seats left`, style: left <= 5 ? 'tag warn' : '' };
}
