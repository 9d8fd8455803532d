// Edits and cancellations of an event of a series: of it alone, or of all from it on.

import { serverNow } from '../api.js';
import { el, show } from '../dom.js';
import { action, openDialog } from '../forms.js';
import { count, dayAndTime } from '../format.js';
import { facilitator } from '../session.js';
import { effectsList, effectsOf, hasEffects, isMove, reasonsInWords } from './effects.js';
import { own } from './frame.js';
import { toLocal } from './zones.js';

/** The series of an event with its events as far as edits need them; null for a single event. */
export async function seriesOf(event) {
  if (!event.series_id) return null;
  const { series, events } = await facilitator.get(`${own()}/series/${event.series_id}`);
  // A draft stores them.
  return { series, events: events.map(({ status, starts_at: start }) => ({ status, starts_at: start })) };
}

const isScheduled = ({ status }) => status === 'scheduled';
export const hasBegun = ({ starts_at: start }) => Date.parse(start) <= serverNow();

/** The events that an edit of the series from this event on changes; none if it has begun. */
export const fromHereOn = ({ events }, event) => (hasBegun(event) ? []
  : events.filter((one) => isScheduled(one) && one.starts_at >= event.starts_at));

/** A line that leads to the page of the series. */
export const seriesLine = ({ series, events }) => ['This is one of ',
  el('a', { href: `/facilitator/series/${series.id}` }, count(events.filter(isScheduled).length, 'date')), '.'];

/** The path of commands for the events of a series from this one on. */
export const pathFrom = ({ series }, event) => `${own()}/series/${series.id}?from=${event.id}`;

const normalized = (value) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value);

/**
 * The changed fields of an event as those of its series, so that what differs on other dates stays.
 * Null if the date changes, which is possible for one event only.
 */
export function changeOfAll(event, { starts_at: start, ends_at: end, ...body }) {
  const [before, after] = [toLocal(event.starts_at, event.time_zone), toLocal(start, body.time_zone)];
  if (before.slice(0, 10) !== after.slice(0, 10)) return null;
  const change = Object.fromEntries(Object.entries(body).filter(([name, value]) =>
    JSON.stringify(value) !== JSON.stringify(normalized(event[name]))));
  if ('price' in change || 'currency' in change) Object.assign(change, { price: body.price, currency: body.currency });
  if (before !== after) change.time = after.slice(11, 16);
  const minutes = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 60000);
  if (minutes(start, end) !== minutes(event.starts_at, event.ends_at)) change.duration_minutes = minutes(start, end);
  return change;
}

const isForAll = new URLSearchParams(location.search).has('all');

/**
 * Asks which events a request for one of them is to change, and shows the effects. Resolves to the
 * request, or to null.
 */
export async function chooseEdit(itsSeries, event, single) {
  const change = changeOfAll(event, single.body);
  const all = change && {
    method: 'PUT', path: pathFrom(itsSeries, event), body: change, headers: { 'If-Match': `"${itsSeries.series.version}"` },
  };
  const following = fromHereOn(itsSeries, event).length;
  const events = async () => (await facilitator.get(`${own()}/series/${itsSeries.series.id}`)).events;
  const [one, many] = await Promise.allSettled([effectsOf(single, events), all && effectsOf(all, events)]);
  if (one.status === 'rejected') throw one.reason;
  // An outage, a stale version and an ended login are no properties of this choice.
  const problem = many.reason;
  if (problem && (problem.isOutage || [401, 412].includes(problem.status))) throw problem;
  const refusal = problem?.message
    ?? (all ? null : 'A new date is for one event only. For all from here on you can change the time.');
  const choice = scopeChoice(event, following, {
    one: one.value, all: many.value, note: 'What was changed on one date alone stays as it is there.', refusal, isForAll,
  });
  const place = el('div', {});
  return new Promise((resolve) => {
    let result = null;
    const dialog = openDialog('Save for which dates?', choice.element, place,
      el('div', { class: 'actions' },
        el('button', { class: 'button', type: 'button', click: () => dialog.close() }, 'Back to the form'),
        action('Save', 'main', () => {
          result = choice.isAll() ? all : single;
          dialog.close();
        })));
    const button = dialog.querySelector('.actions .main');
    const refresh = () => {
      const affected = choice.affected();
      button.textContent = hasEffects(affected) ? 'Save and notify' : 'Save';
      show(place, hasEffects(affected) ? [
        reasonsInWords(affected, { isMove: isMove(event, single.body), isCorrection: single.body.correction }),
        effectsList(affected, false)] : el('p', { class: 'quiet spaced' }, 'No guest is notified.'));
    };
    choice.element.addEventListener('change', refresh);
    refresh();
    dialog.addEventListener('close', () => resolve(result));
  });
}

/**
 * The choice between an event and all from it on. `one` and `all` are their effects, `note`
 * explains the second, and `refusal` says why it is not possible; null if it is.
 */
export function scopeChoice(event, following, { one, all, note, refusal = null, isForAll: isAllFirst = false }) {
  const option = (value, label, text, isChosen, isDisabled) => el('label', { class: 'version' },
    el('input', { type: 'radio', name: 'scope', value, checked: isChosen, disabled: isDisabled }),
    el('span', {}, label, el('span', { class: 'small quiet' }, text)));
  const isAll = isAllFirst && !refusal;
  const element = el('fieldset', { class: 'versions' }, el('legend', { class: 'visually-hidden' }, 'Which dates'),
    option('one', 'Only this one', dayAndTime(event.starts_at, event.time_zone), !isAll, false),
    option('all', `This one and all from here on (${count(following, 'date')})`,
      refusal ?? note, isAll, Boolean(refusal)));
  const isAllChosen = () => element.querySelector('input:checked').value === 'all';
  return { element, isAll: isAllChosen, affected: () => (isAllChosen() ? all : one) };
}
