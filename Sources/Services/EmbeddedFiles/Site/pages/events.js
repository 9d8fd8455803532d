// The list of events; a changed filter applies at once.

import '../header.js';

const form = document.querySelector('.filters');
form.addEventListener('change', (event) => {
  if (event.target.name !== 'q') form.requestSubmit();
});
// Omits empty fields from the address.
form.addEventListener('formdata', (event) => {
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});
