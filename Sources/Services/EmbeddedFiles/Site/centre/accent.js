// The accent color: its field, and how links and buttons look with it. The service has the rule for
// the contrast and refuses others; AccentColor.swift is the same calculation.

import { el, show, svg } from '../dom.js';
import { checkbox, field } from '../forms.js';
import { say } from '../facilitator/series-dates.js';

const leastContrast = 4.5;
const [lightPage, darkPage, darkText] = ['#eceff4', '#1d2635', '#121927'];
/** The colors of the style sheet, for light and dark pages. */
const usual = ['#2a4bb0', '#a3b8ff'];

const channels = (color) => [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16));

/** WCAG 2.2, “relative luminance”. */
function luminance(color) {
  const [red, green, blue] = channels(color).map((channel) => channel / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2.2, “contrast ratio”: from 1 to 21. */
function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (lighter + 0.05) / (darker + 0.05);
}

const digits = (channel) => Math.round(channel).toString(16).padStart(2, '0');
const withWhite = (color, share) => `#${channels(color).map((channel) => digits(channel + (255 - channel) * share)).join('')}`;

const tooLight = 'Too light to read on a light page: choose a darker one.';
const isReadable = (color) => contrast(color, lightPage) >= leastContrast;

/** The same hue for dark pages: mixed with white until it can be read on them. */
export const onDark = (color) => Array.from({ length: 21 }, (_, index) => withWhite(color, index / 20))
  .find((mixed) => contrast(mixed, darkPage) >= leastContrast && contrast(mixed, darkText) >= leastContrast) ?? '#ffffff';

/** A link and a button as on a light or a dark page. */
const sample = (x, page, color, text) => svg('g', { transform: `translate(${x})` },
  svg('rect', { width: 170, height: 76, rx: 12, fill: page }),
  svg('text', { x: 16, y: 44, fill: color, 'font-size': 15, 'text-decoration': 'underline' }, 'A link'),
  svg('rect', { x: 76, y: 20, width: 78, height: 36, rx: 9, fill: color }),
  svg('text', { x: 115, y: 43, fill: text, 'font-size': 15, 'font-weight': 600, 'text-anchor': 'middle' }, 'Book'));

/** The fields, filled with a color or an empty text. Returns the element and a function for the color. */
export function accentField(value) {
  const looks = el('div', { class: 'looks' });
  const note = el('p', { class: 'hint preview', id: 'accent-note', 'aria-live': 'polite' });
  const own = checkbox('has_accent', 'A color of our own for links and buttons', { checked: value !== '' });
  const color = field('accent', 'Color', 'color', { value: value || usual[0], below: note });
  const [box, input] = [own, color].map((one) => one.querySelector('input'));
  const read = () => (box.checked ? input.value : '');
  const refresh = () => {
    color.hidden = !box.checked;
    const light = read() || usual[0];
    say(note, isReadable(light) ? '' : tooLight);
    show(looks, svg('svg', {
      viewBox: '0 0 352 76', role: 'img', 'aria-label': `What guests see: ${light} on light pages, ${read() ? onDark(light) : usual[1]} on dark ones`,
    }, sample(0, lightPage, light, '#ffffff'), sample(182, darkPage, read() ? onDark(light) : usual[1], darkText)));
  };
  const element = el('div', { input: refresh }, own, color, looks);
  refresh();
  /** Why the color is refused; empty if it is not. */
  const refusal = () => (isReadable(read() || usual[0]) ? '' : tooLight);
  return { element, read, refusal };
}
