// An event that was changed elsewhere while it was being edited.

import { el } from '../dom.js';
import { action, openDialog } from '../forms.js';

/** The words for an event: the dialog's title, and the names and values of its fields. */
const eventWords = {
  title: 'This event has been changed',
  names: {
    title: 'Title', description: 'Description', kind: 'Kind', location: 'Place', time_zone: 'Time zone',
    starts_at: 'Starts', ends_at: 'Ends', capacity: 'Seats', price: 'Price of a seat', currency: 'Currency',
    refund_policy: 'Refund when a guest cancels', attendee_info: 'For confirmed guests',
    visibility: 'Who sees it', booking_closes_minutes_before: 'Booking closes', waitlist_open: 'Waiting list',
  },
  inWords: eventInWords,
};

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Shows the fields in which the two versions differ, and lets the person take either. What only one
 * side has changed since `base` is chosen already. Values without a name stay as they are in `mine`.
 * Resolves to the chosen values, or to null.
 */
export function askForVersions({ base, mine, theirs }, { title, names, inWords } = eventWords) {
  const differing = Object.keys(names).filter((name) => !isSame(mine[name], theirs[name]));
  if (differing.length === 0) return Promise.resolve(theirs);
  return new Promise((resolve) => {
    let result = null;
    const rows = differing.map((name) => {
      const isMine = !isSame(mine[name], base[name]);
      return el('fieldset', { class: 'versions' }, el('legend', {}, names[name]),
        version(name, 'mine', 'Yours', inWords(name, mine[name]), isMine),
        version(name, 'theirs', 'Saved meanwhile', inWords(name, theirs[name]), !isMine));
    });
    const form = el('form', {}, rows);
    const dialog = openDialog(title, el('p', { class: 'quiet' },
      'Another version was saved after you opened it. Choose a version of each field.'), form,
    el('div', { class: 'actions' },
      el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Back to the form'),
      action('Save these', 'main', async () => {
        const chosen = new FormData(form);
        result = { ...mine };
        for (const name of differing) if (chosen.get(name) === 'theirs') result[name] = theirs[name];
        dialog.close();
      })));
    dialog.addEventListener('close', () => resolve(result));
  });
}

const version = (name, value, label, text, isChosen) => el('label', { class: 'version' },
  el('input', { type: 'radio', name, value, checked: isChosen }),
  el('span', {}, el('b', {}, label), el('span', { dir: 'auto' }, text)));

/** A policy's texts as one text. */
export const policyInWords = (steps) => steps.map(({ hours, percent, filled }) => `${percent} % until ${hours} hours before`
  + (filled ? ` (${filled} % if the place is taken again)` : '')).join(', ') || 'No refund';

function eventInWords(name, value) {
  switch (name) {
    case 'starts_at':
    case 'ends_at': return `${value.local.replace('T', ', ')}${value.isSecond ? ' (the second)' : ''}`;
    case 'refund_policy': return policyInWords(value);
    case 'waitlist_open': return value ? 'Guests can wait for seats' : 'Guests cannot wait for seats';
    case 'booking_closes_minutes_before':
      return value.amount ? `${value.amount} ${value.unit} before the start` : 'At the start';
    case 'visibility': return { public: 'Everyone', unlisted: 'People with the address', draft: 'Only you' }[value];
    case 'kind': return value === 'retreat' ? 'Retreat' : 'Session';
    default: return value || 'Empty';
  }
}
