// Lists of the whole center, which the service searches and returns page by page.

import { content, el, show } from '../dom.js';
import { action, field } from '../forms.js';
import { count } from '../format.js';
import { loadPage } from '../live-page.js';
import { facilitator } from '../session.js';
import { loadZones, ownZone, zonesIn } from '../time-zones.js';
import { csvButton } from '../facilitator/csv.js';
import { columnHeader, redraw } from '../facilitator/frame.js';
import { moments, timestamp } from '../facilitator/zones.js';

/** Typing may go on. */
const pause = 250;

/** The start of a day of this computer's zone, `days` later; undefined for an empty or wrong text. */
export function startOfDay(text, days = 0) {
  const date = new Date(Date.parse(`${text}T00:00Z`) + days * 86400000);
  if (Number.isNaN(date.getTime())) return undefined;
  const [moment] = moments(date.toISOString().slice(0, 16), ownZone) ?? [];
  return moment === undefined ? undefined : timestamp(moment);
}

/** The fields for the first and the last day. */
export const dayFields = (first = 'From') => Object.entries({ from: first, to: 'Until' }).map(([name, label]) => [name, label, 'date']);

/**
 * Shows a list. `fields` are those of the search as [name, label, kind], and `query` turns their
 * values into parameters of `path`; the address of the page has the values too. `heads` names the
 * columns, `row` draws an item, and `table` turns items into rows for a spreadsheet. Returns a
 * function that loads the list again.
 */
export function searchList({ name, path, unit, fields, query = (values) => values, heads, row, table }) {
  const given = new URLSearchParams(location.search);
  const rows = el('tbody', {});
  const total = el('h2', { 'aria-live': 'polite', tabindex: '-1' });
  const more = el('div', { class: 'more' });
  const search = el('form', { class: 'list-fields no-print', role: 'search', 'aria-label': name, submit: (event) => event.preventDefault() },
    fields.map(([key, label, kind, attributes]) => field(key, label, kind, {
      value: given.get(key) ?? '', autocomplete: 'off', ...attributes,
    })));
  let items = [];
  /** Counts the searches, so that a late answer does not replace a newer one. */
  let latest = 0;

  const values = () => Object.fromEntries([...new FormData(search)].map(([key, value]) => [key, value.trim()]).filter(([, value]) => value));

  function address(extra = {}) {
    const parameters = Object.entries({ ...query(values()), ...extra }).filter(([, value]) => value);
    return `${path}?${new URLSearchParams(parameters)}`;
  }

  function nothingFound() {
    const { from, to } = values();
    return from > to ? 'From is after Until.' : `No ${unit} found.`;
  }

  const load = (cursor) => facilitator.get(address({ limit: 100, ...(cursor && { cursor }) }));

  function drawPage({ data, page }) {
    const known = new Set(items.map(({ id }) => id));
    items.push(...data.filter(({ id }) => !known.has(id)));
    total.textContent = page.next ? `First ${count(items.length, unit)}` : count(items.length, unit);
    redraw(rows, items.length === 0
      ? el('tr', {}, el('td', { colspan: heads.length, class: 'quiet' }, nothingFound()))
      : items.map((item) => row(item, refresh)));
    redraw(more, page.next && action('Show more', '', async () => {
      const wanted = latest;
      const answer = await load(page.next);
      await loadZones(zonesIn(answer));
      if (wanted === latest) drawPage(answer);
    }));
  }

  async function refresh() {
    latest += 1;
    const wanted = latest;
    history.replaceState(null, '', `${location.pathname}?${new URLSearchParams(values())}`.replace(/\?$/, ''));
    try {
      const answer = await load();
      await loadZones(zonesIn(answer));
      if (wanted !== latest) return;
      items = [];
      drawPage(answer);
    } catch (problem) {
      if (facilitator.require()) show(more, el('p', { class: 'error', role: 'alert' }, problem.message));
    }
  }

  let timer;
  search.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(refresh, pause);
  });
  const csv = table && csvButton(name.toLowerCase(), async () => table(await facilitator.all(address())));
  loadPage(() => load(), (page) => {
    show(content(), el('section', { class: 'card', 'aria-label': name }, search,
      el('div', { class: 'spread spaced' }, total, csv && el('div', { class: 'row no-print' }, csv)),
      el('div', { class: 'wrap spaced' }, el('table', { class: 'rows' },
        el('thead', {}, el('tr', {}, heads.map(columnHeader))), rows)), more));
    drawPage(page);
  }, { session: facilitator });
  return refresh;
}

/** A link to a page of the facilitator, for whom the owner then works. */
export const linkFor = (facilitatorID, address, ...text) => el('a', { href: `${address}?for=${facilitatorID}` }, text);
