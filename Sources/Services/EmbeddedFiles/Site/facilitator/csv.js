// Tables for spreadsheets (RFC 4180).

import { download, el } from '../dom.js';
import { isoTime, minorDigits } from '../format.js';
import { facilitator } from '../session.js';
import { isKnown, loadZones, ownZone } from '../time-zones.js';
import { own } from './frame.js';

/** Spreadsheets expect the separators of the computer's region, which a browser does not know. */
const formats = {
  comma: { separator: ',', decimal: '.', label: 'Commas, 12.50' },
  semicolon: { separator: ';', decimal: ',', label: 'Semicolons, 12,50' },
};

/**
 * The rows as CSV. Guests choose their names and addresses, so text that looks like a formula gets a
 * leading apostrophe, which a spreadsheet hides. The byte order mark identifies UTF-8.
 */
export function csv(rows, format = formats.comma) {
  const lines = rows.map((row) => row.map((value) => cell(value, format)).join(format.separator));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function cell(value, { decimal }) {
  if (typeof value === 'number') return String(value).replace('.', decimal);
  if (value instanceof Moment) return value.text;
  const text = String(value);
  const isFormula = /^\s*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) || /^[\t\r\n]/.test(text);
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`;
}

/** A time without quotation marks, which some spreadsheets would take as text. */
class Moment {
  constructor(text) { this.text = text; }
}

/** The two cells of a time: date and time of day in a zone, and the zone's name. */
export const timeCells = (moment, zone) => (moment ? [new Moment(isoTime(moment, zone)), isKnown(zone) ? zone : 'UTC'] : ['', '']);

/**
 * Loads the zones of the facilitator's events; returns a function from a booking or refund to the
 * zone of its event. It is this computer's zone if MainAPI is away, or for an event without number.
 */
export async function eventZones() {
  const zones = new Map();
  try {
    for (const event of await facilitator.all(`${own()}/events`)) zones.set(event.id, event.time_zone);
    await loadZones(zones.values());
  } catch (problem) {
    if (!problem.isOutage) throw problem;
  }
  return ({ event_id: id }) => zones.get(id) || ownZone;
}

/** An amount in major units, for sums; empty if it is unknown. */
export const amountCell = (amount, currency) => (amount === null ? '' : amount / 10 ** minorDigits(currency));

/** The format that was chosen last, or else the one that goes with the browser's language. */
function chosenFormat() {
  let stored = null;
  try { stored = localStorage.getItem('csv'); } catch { /* The browser blocks storage. */ }
  if (stored in formats) return stored;
  return (1.5).toLocaleString(navigator.language).includes(',') ? 'semicolon' : 'comma';
}

/**
 * A button that saves a table, with a choice of its format. `rows` returns the rows, or a promise of
 * them.
 */
export function csvButton(name, rows) {
  const choice = el('select', {
    class: 'little', 'aria-label': 'Format of the CSV file',
    change: () => {
      try { localStorage.setItem('csv', choice.value); } catch { /* Chosen for this page alone. */ }
    },
  }, Object.entries(formats).map(([key, { label }]) =>
    el('option', { value: key, selected: key === chosenFormat() }, label)));
  const save = async () => download(`${name}.csv`, 'text/csv;charset=utf-8', csv(await rows(), formats[choice.value]));
  return [el('button', { class: 'button little', type: 'button', click: save }, 'Export CSV'), choice];
}
