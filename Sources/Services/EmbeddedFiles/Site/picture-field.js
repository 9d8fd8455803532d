// The field for a picture, which the browser scales before it is sent.

import { el, show } from './dom.js';
import { action, field, InvalidFields, showFieldError } from './forms.js';

/** The width in pixels and, for logos, whether transparent parts stay. */
const kinds = {
  event: { width: 1600, hint: 'A wide photo. It is made smaller before it is sent.' },
  portrait: { width: 800, hint: 'It is made smaller before it is sent.' },
  logo: { width: 600, keepsAlpha: true, hint: 'It is made smaller before it is sent. Transparent parts stay. A wide logo is shown without the name beside it.' },
};

const mostBytes = 300000;
const qualities = [0.88, 0.8, 0.7, 0.6, 0.5, 0.4];
const types = ['image/jpeg', 'image/png', 'image/webp'];
const unreadable = 'The browser cannot read this picture. Choose a JPEG, PNG or WebP file.';

const encode = (canvas, type, quality) => new Promise((resolve) => { canvas.toBlob(resolve, type, quality); });

/** The picture as a canvas of at most this width, upright, and at most three times as high as wide. */
async function scaled(file, width) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new InvalidFields([{ field: 'picture', detail: unreadable }], unreadable);
  }
  const scale = Math.min(1, width / bitmap.width, 3 * width / bitmap.height);
  const [right, bottom] = [bitmap.width, bitmap.height].map((length) => Math.max(1, Math.round(length * scale)));
  const canvas = el('canvas', { width: right, height: bottom });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, right, bottom);
  bitmap.close();
  return canvas;
}

/** The canvas on white, for a format without transparent parts. */
function opaque(canvas) {
  const context = canvas.getContext('2d');
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The canvas as a file of at most 300 KB, or as small as the lowest quality makes it. */
async function compressed(canvas) {
  let blob = null;
  for (const quality of qualities) {
    blob = await encode(canvas, 'image/jpeg', quality);
    if (blob.size <= mostBytes) break;
  }
  return blob;
}

/** The picture to send, and a canvas that shows it. */
async function prepared(file, { width, keepsAlpha }) {
  const canvas = await scaled(file, width);
  if (keepsAlpha && file.type !== 'image/jpeg') return { canvas, blob: await encode(canvas, 'image/png') };
  return { canvas, blob: await compressed(opaque(canvas)) };
}

/**
 * The field, with the present picture {url, width, height} or null. `save` sends a new one, or null
 * to remove it, and resolves to the picture as it is then. Without `save`, a chosen picture is kept
 * until `pending` asks for it. `more` are elements below the field.
 */
export function pictureField(label, kind, picture, save = null, ...more) {
  const rules = kinds[kind];
  const place = el('div', { class: 'picture-place', 'data-kind': kind });
  const element = field('picture', label, 'file', { accept: types.join(), hint: rules.hint });
  const input = element.querySelector('input');
  const remove = action('Remove the picture', 'little', () => change(null));
  let [current, chosen] = [picture, null];

  function draw() {
    show(place, chosen ? chosen.canvas : current && el('img', { src: current.url, width: current.width, height: current.height, alt: 'The current picture' }));
    chosen?.canvas.setAttribute('role', 'img');
    chosen?.canvas.setAttribute('aria-label', 'The chosen picture');
    place.hidden = !chosen && !current;
    remove.hidden = !chosen && !current;
  }

  /** Takes another file; null takes none. */
  async function change(file) {
    const next = file && await prepared(file, rules);
    if (save) current = await save(next?.blob ?? null);
    else [current, chosen] = [null, next];
    input.value = '';
    draw();
    if (!file) input.focus();
  }

  input.addEventListener('change', async () => {
    const [file] = input.files;
    if (!file) return;
    element.setAttribute('aria-busy', 'true');
    input.disabled = true;
    try {
      await change(file);
    } catch (problem) {
      input.value = '';
      showFieldError(input, problem.message);
      if (!('errors' in problem)) reportError(problem);
    } finally {
      element.removeAttribute('aria-busy');
      input.disabled = false;
      input.focus();
    }
  });
  // The form around it has nothing to save.
  if (save) for (const type of ['input', 'change']) element.addEventListener(type, (event) => event.stopPropagation());
  draw();
  return {
    element: el('div', { class: 'stack' }, place, element, ...more, el('p', {}, remove)),
    /** The picture that is to be sent later; a present one is read again. Null for none. */
    async pending() {
      if (chosen || !current) return chosen?.blob ?? null;
      const image = place.querySelector('img');
      return (await fetch(image.src)).blob();
    },
  };
}
