// The fields that say how an event repeats. They write a rule; the service finds its dates.

import { el } from '../dom.js';
import { field } from '../forms.js';
import { wholeNumber } from './numbers.js';
import { dayInWords, frequencyInWords, ordinalNumber, weekdayOf, weekdays } from './rule-words.js';

/** The limits of the service. */
const most = { dates: 400, interval: 1000 };

/** `days` is null for the weekday of the start; `except` has local dates. */
export const noRepeats = { every: '', interval: '1', days: null, ends: 'count', count: '10', until: '', except: [] };

const frequencyOf = (every) => every.split(' ')[0];

/**
 * The days in a rule for months that a start can mean: the fourth Tuesday can also be the last one.
 * An empty text is the day of the month.
 */
function monthDays(start) {
  const day = Number(start.slice(8, 10));
  const ofMonth = new Date(Date.UTC(start.slice(0, 4), Number(start.slice(5, 7)), 0)).getUTCDate();
  const weekday = weekdayOf(start);
  return [day <= 28 && `${Math.ceil(day / 7)}${weekday}`, day > ofMonth - 7 && `-1${weekday}`].filter(Boolean);
}

/**
 * The fields, filled with texts. `start` returns the local start of the event, such as
 * 2027-01-12T18:00, or an empty text. Returns the elements, and functions for the texts and the rule.
 */
export function repeatFields(texts, start) {
  const every = field('repeats', 'How often', [['', 'Does not repeat']], {});
  const interval = field('interval', 'Every how many weeks', 'text', {
    value: texts.interval, inputmode: 'numeric', autocomplete: 'off',
  });
  const boxes = weekdays.map(([code, name]) => el('input', {
    type: 'checkbox', name: 'weekday', value: code, 'aria-label': name,
  }));
  const days = el('fieldset', { class: 'field weekdays', id: 'weekdays', name: 'weekdays', 'aria-describedby': 'weekdays-error' },
    el('legend', {}, 'On these weekdays'),
    el('div', { class: 'choice' }, boxes.map((box, index) => el('label', {}, box, el('span', {}, weekdays[index][1].slice(0, 3))))),
    el('p', { class: 'error', id: 'weekdays-error', hidden: true }));
  const ends = field('ends', 'Ends', [['count', 'After … dates'], ['until', 'On a date']], { value: texts.ends });
  const count = field('count', 'Number of dates', 'text', { value: texts.count, inputmode: 'numeric', autocomplete: 'off' });
  const until = field('until', 'Last possible date', 'date', { value: texts.until, max: '9999-12-31' });
  const control = (one) => one.querySelector('input, select');
  const [choice, number, end, dates, last] = [every, interval, ends, count, until].map(control);

  /** Whether the person has chosen weekdays; until then they follow the start. */
  let isChosen = texts.days !== null;
  const chosenDays = () => boxes.filter(({ checked }) => checked).map(({ value }) => value);
  days.addEventListener('input', () => { isChosen = true; });
  const check = (codes) => { for (const box of boxes) box.checked = codes.includes(box.value); };
  if (isChosen) check(texts.days);

  /** The choices in the words of the start, the present one kept as far as it exists. */
  function showChoices(wanted) {
    const local = start();
    const step = wholeNumber(number.value) || 1;
    const monthly = frequencyInWords('MONTHLY', step);
    const rows = [['', 'Does not repeat'], ['DAILY', frequencyInWords('DAILY', step)],
      ['WEEKLY', `${frequencyInWords('WEEKLY', step)} on …`],
      ['MONTHLY', local ? `${monthly} on the ${ordinalNumber(Number(local.slice(8, 10)))}` : `${monthly} on the same day`],
      ...(local ? monthDays(local) : []).map((day) => [`MONTHLY ${day}`, `${monthly} on the ${dayInWords(day)}`])];
    const kept = rows.some(([value]) => value === wanted) ? wanted
      : rows.find(([value]) => /\d/.test(value) && value.includes('-') === wanted.includes('-'))?.[0]
        ?? rows.findLast(([value]) => value.startsWith(frequencyOf(wanted)))[0];
    if (JSON.stringify(rows) !== JSON.stringify([...choice.options].map(({ value, text }) => [value, text]))) {
      choice.replaceChildren(...rows.map(([value, text]) => el('option', { value }, text)));
    }
    choice.value = kept;
  }

  function refresh() {
    showChoices(choice.value);
    const frequency = frequencyOf(choice.value);
    const unit = { DAILY: 'days', WEEKLY: 'weeks', MONTHLY: 'months' }[frequency];
    interval.querySelector('label').textContent = `Every how many ${unit || 'weeks'}`;
    for (const one of [interval, ends]) one.hidden = !frequency;
    days.hidden = frequency !== 'WEEKLY';
    count.hidden = !frequency || end.value !== 'count';
    until.hidden = !frequency || end.value !== 'until';
    if (!isChosen) check(start() ? [weekdayOf(start())] : []);
  }
  showChoices(texts.every);
  refresh();

  /** The rule as {rule}, or {errors} of the fields. */
  function read() {
    const errors = [];
    const [frequency, day] = choice.value.split(' ');
    const step = wholeNumber(number.value);
    if (!(step >= 1 && step <= most.interval)) {
      errors.push({ field: 'interval', detail: `Write a whole number from 1 to ${most.interval.toLocaleString('en')}.` });
    }
    const byDay = frequency === 'WEEKLY' ? chosenDays() : day ? [day] : [];
    if (frequency === 'WEEKLY' && byDay.length === 0) {
      errors.push({ field: 'weekdays', detail: 'Choose at least one weekday.' });
    }
    const total = wholeNumber(dates.value);
    if (end.value === 'count' && !(total >= 1 && total <= most.dates)) {
      errors.push({ field: 'count', detail: `Write a number of dates from 1 to ${most.dates}.` });
    }
    if (end.value === 'until' && !last.value) errors.push({ field: 'until', detail: 'Choose a date.' });
    else if (end.value === 'until' && last.value < start().slice(0, 10)) {
      errors.push({ field: 'until', detail: 'The last date must not be before the start.' });
    }
    if (errors.length > 0) return { errors };
    return {
      rule: [`FREQ=${frequency}`, step > 1 && `INTERVAL=${step}`, byDay.length > 0 && `BYDAY=${byDay.join(',')}`,
        end.value === 'count' ? `COUNT=${total}` : `UNTIL=${last.value.replaceAll('-', '')}`].filter(Boolean).join(';'),
    };
  }

  return {
    elements: [every, days, el('div', { class: 'pair' }, interval, ends, count, until)],
    refresh,
    isRepeating: () => choice.value !== '',
    texts: () => ({
      every: choice.value, interval: number.value, days: isChosen ? chosenDays() : null, ends: end.value,
      count: dates.value, until: last.value,
    }),
    read,
    /** The errors of the service with the names and in the words of the form's fields. */
    inWords: (errors) => errors.map((error) => {
      if (error.field !== 'rule') return { ...error, field: { starts_on: 'starts_at', duration_minutes: 'ends_at' }[error.field] ?? error.field };
      return end.value === 'count'
        ? { field: 'count', detail: 'The dates must all be within five years of the start: choose fewer.' }
        : { field: 'until', detail: `There must be from 1 to ${most.dates} dates up to this one, within five years of the start.` };
    }),
  };
}
