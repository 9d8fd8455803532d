// An event that was changed elsewhere while it was being edited.

import { el } from '../dom.js';
import { action, openDialog } from '../forms.js';

const names = {
  title: 'Title', description: 'Description', kind: 'Kind', location: 'Place', time_zone: 'Time zone',
  starts_at: 'Starts', ends_at: 'Ends', capacity: 'Seats', price: 'Price of a seat', currency: 'Currency',
  refund_policy: 'Refund when a guest cancels', attendee_info: 'For confirmed guests',
  visibility: 'Who sees it', booking_closes_minutes_before: 'Booking closes', waitlist_open: 'Waiting list',
};

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/**
 * Shows the fields in which the two versions differ, and lets the person take either. What only one
 * side has changed since `base` is chosen already. Resolves to the chosen values, or to null.
 */
export function askForVersions({ base, mine, theirs }) {
  const differing = Object.keys(names).filter((name) => !isSame(mine[name], theirs[name]));
  if (differing.length === 0) return Promise.resolve(theirs);
  return new Promise((resolve) => {
    let result = null;
    const rows = differing.map((name) => {
      const isMine = !isSame(mine[name], base[name]);
      return el('fieldset', { class: 'versions' }, el('legend', {}, names[name]),
        version(name, 'mine', 'Yours', mine, isMine), version(name, 'theirs', 'Saved meanwhile', theirs, !isMine));
    });
    const form = el('form', {}, rows);
    const dialog = openDialog('This event has been changed', el('p', { class: 'quiet' },
      'Another version was saved after you opened it. Choose a version of each field.'), form,
    el('div', { class: 'actions' },
      el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Back to the form'),
      action('Save these', 'main', async () => {
        const chosen = new FormData(form);
        result = { ...theirs, correction: mine.correction, reason: mine.reason };
        for (const name of differing) if (chosen.get(name) === 'mine') result[name] = mine[name];
        dialog.close();
      })));
    dialog.addEventListener('close', () => resolve(result));
  });
}

const version = (name, value, label, values, isChosen) => el('label', { class: 'version' },
  el('input', { type: 'radio', name, value, checked: isChosen }),
  el('span', {}, el('b', {}, label), el('span', { dir: 'auto' }, inWords(name, values[name]))));

function inWords(name, value) {
  switch (name) {
    case 'starts_at':
    case 'ends_at': return `${value.local.replace('T', ', ')}${value.isSecond ? ' (the second)' : ''}`;
    case 'refund_policy':
      return value.map(({ hours, percent, filled }) => `${percent} % until ${hours} hours before`
        + (filled ? ` (${filled} % if the place is taken again)` : '')).join(', ') || 'No refund';
    case 'waitlist_open': return value ? 'Guests can wait for seats' : 'Guests cannot wait for seats';
    case 'booking_closes_minutes_before':
      return value.amount ? `${value.amount} ${value.unit} before the start` : 'At the start';
    case 'visibility': return { public: 'Everyone', unlisted: 'People with the address', draft: 'Only you' }[value];
    case 'kind': return value === 'retreat' ? 'Retreat' : 'Session';
    default: return value || 'Empty';
  }
}
