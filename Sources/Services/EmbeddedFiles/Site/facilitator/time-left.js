// The end of an offer, with the time that is left.

import { serverNow } from '../api.js';
import { el } from '../dom.js';
import { count, dayAndTime } from '../format.js';

/** Such as 3 h left; a minute that has begun counts. */
export function timeLeft(end) {
  const minutes = Math.ceil((Date.parse(end) - serverNow()) / 60000);
  if (minutes <= 0) return 'over';
  if (minutes < 120) return `${minutes} min left`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h left` : `${count(Math.floor(minutes / 1440), 'day')} left`;
}

/** The moment, and below it the time that is left, which is kept up to date. */
export const endsAt = (end) => [dayAndTime(end), el('br'), el('span', { class: 'quiet small', 'data-end': end }, timeLeft(end))];

setInterval(() => {
  for (const place of document.querySelectorAll('[data-end]')) {
    const text = timeLeft(place.dataset.end);
    if (place.textContent !== text) place.textContent = text;
  }
}, 5000);
