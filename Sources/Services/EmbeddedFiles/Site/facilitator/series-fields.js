// The part of the form for a new event that makes it a series: the rule and its dates.

import { el, show } from '../dom.js';
import { facilitator } from '../session.js';
import { own } from './frame.js';
import { repeatFields } from './repeats.js';
import { dateList, datesInWords, hasUnknown, latestAnswer, loadOverlapping, say } from './series-dates.js';

/**
 * The fields, filled with texts. `start` returns the local start or an empty text, `times` the zone
 * and the length {zone, minutes}, undefined if they are not valid. `changed` is called when the
 * dates have changed.
 */
export function seriesFields(texts, { start, times, changed }) {
  const repeats = repeatFields(texts, start);
  /** Local dates that were taken out. Those that are no dates of the rule are kept for another rule. */
  const except = new Set(texts.except);
  const status = el('p', { class: 'hint preview', id: 'dates-count', role: 'status' });
  const list = el('div', { class: 'date-list', role: 'group', 'aria-label': 'Dates of the series' });
  const dates = el('fieldset', {
    class: 'field spaced', id: 'dates', name: 'dates', 'aria-describedby': 'dates-hint dates-error',
  }, el('legend', {}, 'Dates'), status,
  el('p', { class: 'hint', id: 'dates-hint' }, 'Press a date to take it out, and again to put it back.'), list,
  el('p', { class: 'error', id: 'dates-error', hidden: true }));
  const element = el('fieldset', { class: 'group' }, el('legend', {}, 'Repeats'), repeats.elements, dates);
  /** The dates of the rule, those that were taken out included; null before they are known. */
  let found = null;

  const kept = () => found.dates.filter(({ local }) => !except.has(local.slice(0, 10)));
  const count = () => say(status, datesInWords(kept(), found.zone));
  function draw() {
    show(list, dateList(found.dates, {
      zone: found.zone, clock: found.clock, except,
      changed: () => { count(); changed(); element.dispatchEvent(new Event('input', { bubbles: true })); },
    }));
    count();
  }

  const ask = latestAnswer(async (body) => {
    const { value } = await facilitator.ask('POST', `${own()}/series?dry_run=1`, { body });
    return { dates: value.events, zone: body.time_zone, clock: body.starts_on.slice(11, 16), body };
  }, async ({ value, problem }) => {
    list.removeAttribute('aria-busy');
    if (problem) {
      empty(problem.errors?.length ? repeats.inWords(problem.errors)[0].detail : problem.message);
      return;
    }
    found = value;
    draw();
    changed();
    if (!hasUnknown(found.dates)) return;
    await loadOverlapping(found.dates);
    if (found === value) redrawKeepingFocus();
  });

  function redrawKeepingFocus() {
    const buttons = () => [...list.querySelectorAll('button')];
    const index = buttons().indexOf(document.activeElement);
    draw();
    buttons()[index]?.focus();
  }

  function empty(text) {
    found = null;
    show(list);
    say(status, text);
    changed();
  }

  /** The rule's part of the content for the service, or {errors}. */
  function rule() {
    const { zone, minutes } = times();
    const read = repeats.read();
    return read.errors ? read : { body: { rule: read.rule, starts_on: start(), duration_minutes: minutes, time_zone: zone } };
  }

  /** Asks for the dates again if they may have changed. */
  function refresh() {
    repeats.refresh();
    dates.hidden = !repeats.isRepeating();
    const { errors, body } = repeats.isRepeating() ? rule() : {};
    const isComplete = body && body.starts_on && body.time_zone && body.duration_minutes > 0;
    // The dates do not depend on the other fields, which may be empty yet.
    const isAwaited = ask(isComplete ? { ...body, title: 'Dates', capacity: 1 } : null);
    if (isAwaited) list.setAttribute('aria-busy', 'true');
    else list.removeAttribute('aria-busy');
    if (isComplete || dates.hidden) return;
    empty(errors?.[0].detail || 'Choose the start and the end, and the dates appear here.');
  }

  return {
    element,
    refresh,
    isRepeating: repeats.isRepeating,
    /** The number of dates, undefined if it is not known. */
    count: () => (repeats.isRepeating() && found ? kept().length : undefined),
    texts: () => ({ ...repeats.texts(), except: [...except].sort() }),
    /** The content for the service, or {errors}. */
    read() {
      const { errors, body } = rule();
      if (errors) return { errors };
      // The dates on the page may be those of the content before.
      const isCurrent = found?.body.rule === body.rule && found.body.starts_on === body.starts_on;
      const current = isCurrent ? found.dates.map(({ local }) => local.slice(0, 10)) : null;
      const taken = [...except].filter((date) => !current || current.includes(date)).sort();
      if (current && taken.length === current.length) {
        return { errors: [{ field: 'dates', detail: 'All dates are taken out. Put at least one back.' }] };
      }
      return { body: { ...body, except: taken } };
    },
    inWords: (errors) => repeats.inWords(errors).map((error) =>
      (error.field.startsWith('except') ? { ...error, field: 'dates' } : error)),
  };
}
