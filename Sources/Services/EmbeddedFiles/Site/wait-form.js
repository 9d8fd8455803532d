// The form on an event's page that joins its waiting list, while fewer seats are left than a guest
// can ask for.

import { withKey } from './api.js';
import { el } from './dom.js';
import { count } from './format.js';
import { askToLogIn } from './login.js';
import { guest } from './session.js';

const box = document.getElementById('waitlist');
const closed = document.getElementById('waitlist-closed');
const form = box.querySelector('form');
const button = form.querySelector('button');
const error = box.querySelector('.error');

/** The texts of refusals, by their code. Others have the server's text. */
const refusals = {
  seats_available: ({ seats_left: left }) => `${count(left, 'seat is', 'seats are')} free now. Book instead of waiting.`,
  waitlist_closed: () => 'The waiting list is closed.',
};

const peopleWaiting = (people) => (people === 0 ? 'The waiting list is empty.'
  : `${count(people, 'person is', 'people are')} waiting.`);

let wasFull = box.open;

/** Shows the form for the seats as they are now. `mayJoin` is false for a guest with a booking. */
export function showWaitForm({ capacity, seats_left: seatsLeft, waitlist }, mayJoin) {
  const left = Math.max(0, seatsLeft);
  const most = Math.min(10, capacity);
  const isShort = mayJoin && left < most;
  // A refusal stays in sight although its reason may have changed the seats.
  box.hidden = error.hidden && !(isShort && waitlist.open);
  closed.hidden = !(isShort && left === 0 && !waitlist.open);
  if ((left === 0) !== wasFull) box.open = left === 0 || !error.hidden;
  wasFull = left === 0;
  box.querySelector('summary').textContent = left === 0 ? 'Waiting list' : `Do you need more than ${count(left, 'seat')}?`;
  box.querySelector('[data-waiting]').textContent = peopleWaiting(waitlist.waiting);
  showSeats(Math.min(left + 1, most), most);
}

/** Offers the numbers of seats that are worth a wait, and keeps the choice where it can. */
function showSeats(first, most) {
  const { seats } = form.elements;
  if (Number(seats.options[0].value) === first && seats.options.length === most - first + 1) return;
  const chosen = Number(seats.value);
  seats.replaceChildren(...Array.from({ length: most - first + 1 }, (_, index) => el('option', {}, first + index)));
  seats.value = Math.max(first, Math.min(chosen, most));
}

/** Whether the form can be used now. */
export const isWaitFormShown = () => !box.hidden;

/**
 * Makes the form work. `look` reads the guest's bookings and waits after a login, `joined` gets the
 * new entry, and `changed` reads the page again after a refusal.
 */
export function waitForm(eventID, { look, joined, changed }) {
  const send = withKey((body, key) => guest.post(`/events/${eventID}/waitlist`, { body, key }));

  async function join() {
    const body = { seats: Number(form.elements.seats.value), accepts_fewer: form.elements.accepts_fewer.checked };
    if (!guest.current) {
      if (!(await askToLogIn('Register or log in to join the waiting list.'))) return;
      // The guest may have a booking or wait already. If that cannot be read, joining says so.
      await look().catch(() => {});
      if (box.hidden) return;
    }
    button.setAttribute('aria-disabled', 'true');
    try {
      joined(await send(body));
    } catch (problem) {
      refuse(problem);
    } finally {
      button.removeAttribute('aria-disabled');
    }
  }

  function refuse(problem) {
    // The page shows the place in the list, or the booking, instead of the form.
    if (!['already_waiting', 'already_booked'].includes(problem.code)) {
      error.textContent = refusals[problem.code]?.(problem.body) ?? problem.message;
      error.hidden = false;
      error.focus();
    }
    if (!('status' in problem)) reportError(problem);
    changed(problem.code);
  }

  form.addEventListener('change', () => { error.hidden = true; });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    error.hidden = true;
    if (!button.getAttribute('aria-disabled')) join();
  });
}
