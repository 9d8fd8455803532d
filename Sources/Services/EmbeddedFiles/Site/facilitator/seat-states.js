// The states of an event's seats in words, in the order of the page.

/** Those of the event's seats, which add up to its capacity. */
export const taken = {
  confirmed: { name: 'Confirmed', text: 'Booked, paid online or due at the center.' },
  held: { name: 'Held', text: 'Held for a guest who has yet to pay.' },
  offered: { name: 'Offered', text: 'Held for a guest of the waiting list who has yet to answer.' },
  free: { name: 'Free', text: 'Not taken.' },
};

/** Those of guests without a seat. */
export const others = {
  contingent: { name: 'Given up', text: 'The guest gets more money back if the place is taken again.' },
  waiting: { name: 'Waiting', text: 'The guest is on the waiting list.' },
};
