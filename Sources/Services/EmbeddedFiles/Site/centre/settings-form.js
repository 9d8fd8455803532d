// The form for the settings of the center. Its values are texts as written.

import { copyField } from '../copy-field.js';
import { el } from '../dom.js';
import { field, form, InvalidFields } from '../forms.js';
import { address } from '../site.js';
import { policyInWords } from '../facilitator/conflict.js';
import { currencies, currencyCode, currencyField, currencyRefusal } from '../facilitator/currencies.js';
import { policyFields, stepTexts } from '../facilitator/policy.js';
import { zoneField } from '../facilitator/zone-field.js';
import { accentField } from './accent.js';

const texts = ['name', 'tagline', 'address', 'contact', 'imprint', 'privacy', 'terms'];

export const valuesOf = (centre) => ({
  ...Object.fromEntries(texts.map((name) => [name, centre[name].replaceAll('\r\n', '\n')])),
  accent: centre.accent ?? '', currency: centre.currency ?? '', time_zone: centre.time_zone ?? '',
  refund_policy: stepTexts(centre.refund_policy), embed_origins: centre.embed_origins.join('\n'),
});

/** The words for the dialog about two versions. */
export const words = {
  title: 'The settings have been changed',
  names: {
    name: 'Name', tagline: 'Line below the name', accent: 'Color', address: 'Address', contact: 'Contact', imprint: 'Imprint',
    privacy: 'Privacy', terms: 'Terms', currency: 'Currency', time_zone: 'Time zone',
    refund_policy: 'Refund when a guest cancels', embed_origins: 'Sites that may show the events',
  },
  inWords: (name, value) => (name === 'refund_policy' ? policyInWords(value) : value || 'Empty'),
};

const group = (name, ...fields) => el('fieldset', { class: 'group' }, el('legend', {}, name), fields);

/** The origin of a site's address that a person wrote; null if it is none. */
function originOf(text) {
  try {
    const { protocol, origin } = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    return /^https?:$/.test(protocol) ? origin : null;
  } catch {
    return null;
  }
}

/** Whether a text is a page's address without a scheme, such as `example.org/imprint`. */
const lacksScheme = (text) => /^(?!https?:\/\/)[^\s@/]+\.[a-z]{2,}(?:[/?#]\S*)?$/i.test(text);

const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);

/** The markup that shows the list of events on another site. */
const snippet = () => `<iframe src="${new URL(address('/embed'), location.href).href}" title="Events" width="100%" height="800"></iframe>`;

/**
 * The form, filled with values. `kept` is the zone whose spelling stays. `submit` gets the content
 * for the service. Returns the element and a function for the values.
 */
export function settingsForm(values, kept, submit) {
  const accent = accentField(values.accent);
  const policy = policyFields(values.refund_policy);
  const zone = zoneField(values.time_zone, {
    hint: 'Type a city. Months of money and new events are in this zone.', kept, changed: () => zone.refresh(),
  });
  const legalText = (name, label) => field(name, label, 'textarea', {
    value: values[name], maxlength: 50000, rows: 4, dir: 'auto', hint: 'A text, or the address of a page such as https://example.org.',
  });
  const several = (name, label, hint) => field(name, label, 'textarea', { value: values[name], maxlength: 500, rows: 3, dir: 'auto', hint });
  const element = form([
    group('Name and looks',
      field('name', 'Name', 'text', { value: values.name, maxlength: 100, dir: 'auto', hint: 'On every page and in every email.' }),
      field('tagline', 'Line below the name', 'text', { value: values.tagline, maxlength: 100, dir: 'auto', hint: 'Optional, such as Yoga and silence by the lake.' }),
      accent.element),
    group('Address and contact',
      several('address', 'Address', 'Optional. On receipts too.'),
      several('contact', 'Contact', 'Optional: phone, email, opening hours.')),
    group('Imprint, privacy and terms', legalText('imprint', 'Imprint'), legalText('privacy', 'Privacy'), legalText('terms', 'Terms')),
    group('For new events', el('p', { class: 'hint' }, 'Facilitators can choose otherwise for an event.'),
      currencyField(values.currency, { hint: 'A code such as EUR; empty for none.' }), zone.elements),
    policy.element,
    group('On your own website', field('embed_origins', 'Sites that may show the events', 'textarea', {
      value: values.embed_origins, rows: 3, spellcheck: 'false', dir: 'ltr', hint: 'One address a line, such as https://example.org.',
    }), copyField('snippet', 'To paste into a page of such a site', snippet(), 'It shows the list of events; booking opens the full page.')),
  ], { label: 'Save', submit: async () => submit(await read()), find });

  const text = (name) => element.elements[name].value;

  /** The field of an error whose name no field has. */
  function find(name) {
    return /^embed_origins\[/.test(name) ? element.elements.embed_origins : policy.find(name);
  }

  async function read() {
    const errors = [];
    const wanted = currencyCode(text('currency'));
    if (wanted && !currencies.includes(wanted)) errors.push({ field: 'currency', detail: currencyRefusal });
    const name = text('time_zone').trim() ? await zone.read() : null;
    if (name === undefined) errors.push({ field: 'time_zone', detail: 'Choose a city from the list, such as Berlin.' });
    const refunds = policy.read();
    errors.push(...refunds.errors);
    if (!text('name').trim()) errors.push({ field: 'name', detail: 'Fill in the name.' });
    if (accent.refusal()) errors.push({ field: 'accent', detail: accent.refusal() });
    for (const one of ['imprint', 'privacy', 'terms']) {
      if (lacksScheme(text(one).trim())) errors.push({ field: one, detail: 'Begin the address of a page with https://.' });
    }
    for (const one of lines(text('embed_origins'))) {
      if (originOf(one) === null) errors.push({ field: 'embed_origins', detail: `“${one}” is not the address of a site, such as https://example.org.` });
    }
    if (errors.length > 0) throw new InvalidFields(errors);
    return {
      ...Object.fromEntries(texts.map((one) => [one, text(one)])),
      accent: accent.read() || null, currency: wanted || null, time_zone: name,
      refund_policy: refunds.policy, embed_origins: [...new Set(lines(text('embed_origins')).map(originOf))],
    };
  }

  element.addEventListener('input', ({ target }) => { if (target.name === 'time_zone') zone.refresh(); });
  zone.refresh();
  return {
    element,
    values: () => ({
      ...Object.fromEntries(texts.map((name) => [name, text(name)])),
      accent: accent.read(), currency: text('currency'), time_zone: text('time_zone'),
      refund_policy: policy.texts(), embed_origins: text('embed_origins'),
    }),
  };
}
