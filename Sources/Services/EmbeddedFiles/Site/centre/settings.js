// The settings of the center, which apply at once.

import { toastAfterLoading } from '../header.js';
import { asset, content, el, show, toast } from '../dom.js';
import { warnBeforeLeaving } from '../drafts.js';
import { InvalidFields } from '../forms.js';
import { loadPage } from '../live-page.js';
import { pictureField } from '../picture-field.js';
import { facilitator } from '../session.js';
import { isBlocked } from '../storage.js';
import { askForVersions } from '../facilitator/conflict.js';
import '../facilitator/frame.js';
import { settingsForm, valuesOf, words } from './settings-form.js';

const path = '/api/centre';
const undecided = 'Not saved: the settings have been changed since you opened them. Save again to '
  + 'choose between the versions.';

/** The settings in the version that was seen last. */
let centre = null;
let shown = null;

function draw(loaded) {
  centre = loaded;
  drawForm(valuesOf(centre));
}

function drawForm(values) {
  shown = settingsForm(values, centre.time_zone, save);
  show(content(),
    el('section', { class: 'card', 'aria-label': 'Logo' }, pictureField('Logo', 'logo', centre.logo, saveLogo).element),
    el('div', { class: 'card' }, shown.element));
}

/** Saves the logo at once, apart from what is in the form. */
async function saveLogo(picture) {
  const { value } = await facilitator.ask(picture ? 'PUT' : 'DELETE', '/api/centre/logo', { body: picture ?? undefined });
  // A version beyond that is another edit, which saving is to find.
  if (value.version === centre.version + 1) centre.version = value.version;
  centre.logo = value.logo;
  showInHeader(value.logo);
  toast(picture ? 'The logo is saved.' : 'The logo is removed.');
  return value.logo;
}

/** Shows the logo as other pages do, without loading the form again. */
function showInHeader(logo) {
  // A wide one has the name.
  document.querySelector('.brand span').classList.toggle('visually-hidden', logo?.width >= 2 * logo?.height);
  document.querySelector('.brand img').replaceWith(logo
    ? el('img', { class: 'logo', src: logo.url, alt: '', width: logo.width, height: logo.height })
    : el('img', { src: asset('./icon.svg'), alt: '', width: 28, height: 28 }));
}

async function save(body) {
  try {
    // Fails if the settings have been changed since they were loaded.
    const { value } = await facilitator.ask('PUT', path, { body, headers: { 'If-Match': `"${centre.version}"` } });
    draw(value);
    if (isBlocked) return toast('Saved.');
    // Header and footer show the center too.
    toastAfterLoading('Saved.');
    location.reload();
  } catch (problem) {
    if (problem.status !== 412) throw problem;
    await resolveVersions();
  }
}

/** Another version was saved meanwhile: the person chooses field by field, and that is saved. */
async function resolveVersions() {
  const latest = await facilitator.get(path);
  const chosen = await askForVersions({ base: valuesOf(centre), mine: shown.values(), theirs: valuesOf(latest) }, words);
  if (chosen === null) throw new InvalidFields([], undecided);
  centre = latest;
  drawForm(chosen);
  shown.element.requestSubmit();
}

warnBeforeLeaving(() => shown !== null && JSON.stringify(shown.values()) !== JSON.stringify(valuesOf(centre)));
loadPage(() => facilitator.get(path), draw, { session: facilitator });
