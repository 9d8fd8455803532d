// The dates of a series before they are saved, as the service finds them.

import { el, show } from '../dom.js';
import { count, day, time } from '../format.js';
import { ownEvent } from './frame.js';

/** Titles of events that others overlap, by number; null for an event that cannot be read. */
const known = new Map();
/** More events are not looked up: their dates are marked without a title. */
const mostLookups = 30;

/** Looks up the events that the dates overlap, a few at a time. */
export async function loadOverlapping(dates) {
  const missing = [...new Set(dates.flatMap(({ clashes_with: ids }) => ids))].filter((id) => !known.has(id))
    .slice(0, Math.max(0, mostLookups - known.size));
  for (let index = 0; index < missing.length; index += 3) {
    await Promise.all(missing.slice(index, index + 3).map(async (id) => {
      // A date is marked also without the title.
      known.set(id, await ownEvent(id).catch(() => null));
    }));
  }
}

/** Whether the dates overlap events whose titles were not looked up yet. */
export const hasUnknown = (dates) => known.size < mostLookups
  && dates.some(({ clashes_with: ids }) => ids.some((id) => !known.has(id)));

function overlaps(ids, zone) {
  const found = ids.map((id) => known.get(id)).filter(Boolean);
  const [first] = found;
  if (!first) return `overlaps: ${count(ids.length, 'other event')}`;
  const more = ids.length > 1 ? ` and ${ids.length - 1} more` : '';
  return ['overlaps: ', el('bdi', {}, first.title), ` at ${time(first.starts_at, zone)}${more}`];
}

/** What happens to a time at a change of the clock; `clock` is the time of the other dates. */
export function clockChange({ starts_at: start, clock_change: change }, clock, zone) {
  if (change === 'skipped') return `the clock skips ${clock} that night: ${time(start, zone)}`;
  if (change === 'repeated') return `${clock} comes twice that night: the first`;
  return null;
}

const dateOf = ({ local }) => local.slice(0, 10);

/** Such as 23 dates, Tue 12 Jan 2027 to Thu 1 Apr 2027. */
export function datesInWords(dates, zone) {
  if (dates.length === 0) return 'No dates';
  const [first, last] = [dates[0], dates.at(-1)].map(({ starts_at: start }) => day(start, zone));
  return `${count(dates.length, 'date')}, ${first === last ? first : `${first} to ${last}`}`;
}

/**
 * A list of dates by month. With `except`, a set of local dates, each date is a button that takes it
 * out or puts it back; `changed` is called after that.
 */
export function dateList(dates, { zone, clock, except = null, changed = () => {} }) {
  const months = new Map();
  for (const date of dates) {
    // A date such as Tue 12 Jan 2027.
    const [weekday, number, ...month] = day(date.starts_at, zone).split(' ');
    const name = month.join(' ');
    if (!months.has(name)) months.set(name, []);
    months.get(name).push(item(date, `${weekday} ${number}, ${time(date.starts_at, zone)}`));
  }
  function item(date, label) {
    const notes = [date.clashes_with.length > 0 && overlaps(date.clashes_with, zone), clockChange(date, clock, zone)].filter(Boolean);
    const text = el('span', { class: 'nums' }, label);
    return el('li', { class: notes.length > 0 ? 'noted' : null },
      except ? toggle(dateOf(date), text) : text,
      notes.map((note) => el('span', { class: 'small warning' }, note)));
  }
  function toggle(date, text) {
    const button = el('button', {
      class: 'button little date', type: 'button', 'aria-pressed': String(!except.has(date)),
      click: () => {
        if (!except.delete(date)) except.add(date);
        button.setAttribute('aria-pressed', String(!except.has(date)));
        changed();
      },
    }, text);
    return button;
  }
  return [...months].map(([name, items]) => el('div', { role: 'group', 'aria-label': name },
    el('p', { class: 'small quiet', 'aria-hidden': 'true' }, name), el('ul', { class: 'dates' }, items)));
}

/**
 * Asks the service for dates as a person types. `send` gets a content and returns the answer; `shown`
 * gets {value} or {problem} for the latest content alone. Returns a function that gets the content,
 * or null for none, and returns whether an answer is to come.
 */
export function latestAnswer(send, shown) {
  let timer;
  let wanted = null;
  let answered = null;
  let isRunning = false;
  async function run() {
    if (isRunning) return;
    isRunning = true;
    while (wanted !== null && wanted !== answered) {
      const text = wanted;
      let result;
      try {
        result = { value: await send(JSON.parse(text)) };
      } catch (problem) {
        result = { problem };
      }
      answered = text === wanted ? text : null;
      if (answered) shown(result);
    }
    isRunning = false;
  }
  return (content) => {
    const text = content && JSON.stringify(content);
    if (text !== wanted) {
      wanted = text;
      clearTimeout(timer);
      if (wanted === null) answered = null;
      else timer = setTimeout(run, 300);
    }
    return wanted !== null && wanted !== answered;
  };
}

/** Shows a text only if it is another one, so that screen readers do not repeat it. */
export function say(element, text) {
  if (element.textContent !== text) show(element, text);
}
