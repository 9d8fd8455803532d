// The dialog that adds dates to a series.

import { withKey } from '../api.js';
import { el, focusHeading, show, toast } from '../dom.js';
import { Draft } from '../drafts.js';
import { field, form, InvalidFields, openDialog } from '../forms.js';
import { count } from '../format.js';
import { city } from '../time-zones.js';
import { facilitator } from '../session.js';
import { own } from './frame.js';
import { dateList, datesInWords, hasUnknown, latestAnswer, loadOverlapping, say } from './series-dates.js';

/** More dates are added in another step. */
const most = 50;

/** Opens the dialog; `done` is called after dates were added. */
export function addDates({ series }, done) {
  const path = `${own()}/series/${series.id}/events`;
  const clock = series.starts_on.slice(11, 16);
  const draft = new Draft(`dates of ${series.id}`);
  const rows = el('div', { class: 'stack' });
  const status = el('p', { class: 'hint preview', role: 'status' });
  const list = el('div', {});

  let serial = 0;
  const parts = (row) => [...row.querySelectorAll('input')];
  const texts = () => [...rows.children].map((row) => parts(row).map(({ value }) => value));
  const number = () => [...rows.children].forEach((row, index) => row.setAttribute('aria-label', `Date ${index + 1}`));
  function add([date, time]) {
    serial += 1;
    rows.append(el('div', { class: 'pair', role: 'group' },
      field(`date-${serial}`, 'Date', 'date', { value: date, max: '9999-12-31' }),
      field(`time-${serial}`, 'Time', 'time', { value: time })));
    number();
    more.hidden = rows.children.length >= most;
  }
  const more = el('button', {
    class: 'button little spaced', type: 'button',
    click: () => {
      add(['', texts().at(-1)[1] || clock]);
      parts(rows.lastElementChild)[0].focus();
      rows.dispatchEvent(new Event('input', { bubbles: true }));
    },
  }, 'Another date');
  for (const row of draft.stored || [['', clock]]) add(row);

  const written = () => texts().filter(([date]) => date);
  const asDates = () => written().map(([date, time]) => `${date}T${time}`);
  /** The field of an error such as `dates[1]`, whose number is that of the dates sent. */
  const find = (name) => {
    const index = name.match(/^dates\[(\d+)\]$/)?.[1];
    return index && [...rows.children].map((row) => parts(row)[0]).filter(({ value }) => value)[index];
  };

  const ask = latestAnswer(async (dates) => (await facilitator.ask('POST', `${path}?dry_run=1`, { body: { dates } })).value.events,
    async ({ value, problem }) => {
      if (problem) {
        show(list);
        say(status, problem.errors?.[0]?.detail || problem.message);
        return;
      }
      const draw = () => show(list, dateList(value, { zone: series.time_zone, clock }));
      say(status, datesInWords(value, series.time_zone));
      draw();
      if (!hasUnknown(value)) return;
      await loadOverlapping(value);
      draw();
    });
  const refresh = () => {
    const isComplete = written().length > 0 && written().every(([, time]) => time);
    ask(isComplete ? asDates() : null);
    if (!isComplete) {
      show(list);
      say(status, '');
    }
    label();
  };

  const send = withKey((body, key) => facilitator.post(path, {
    body, key, headers: { 'If-Match': `"${series.version}"` },
  }));
  const element = form([rows, more, status, list], {
    label: 'Add', find,
    submit: async () => {
      const errors = [...rows.children].flatMap((row) => {
        const [date, time] = parts(row);
        return date.value && !time.value ? [{ field: time.name, detail: 'Choose a time.' }] : [];
      });
      if (written().length === 0) errors.push({ field: parts(rows.firstElementChild)[0].name, detail: 'Choose a date.' });
      if (errors.length > 0) throw new InvalidFields(errors);
      try {
        const { events } = await send({ dates: asDates() });
        draft.remove();
        dialog.close();
        toast(`${count(events.length, 'date')} added.`);
        focusHeading();
        done();
      } catch (problem) {
        if (problem.status !== 412) throw problem;
        throw new InvalidFields([], 'The series has been changed since you opened it. Close this and try again; your dates stay.');
      }
    },
  });
  const button = element.querySelector('button.main');
  const label = () => { button.textContent = written().length > 0 ? `Add ${count(written().length, 'date')}` : 'Add'; };
  element.addEventListener('input', () => {
    if (written().length > 0) draft.keep(texts());
    else draft.remove();
    refresh();
  });
  const dialog = openDialog('Add dates', el('p', { class: 'quiet' },
    `They get what the series has now, such as its title “${series.title}”, place and price. Times are those of ${city(series.time_zone)}.`), element);
  refresh();
}
