// The list of events: its form answers as soon as something is chosen.

import '../header.js';

const form = document.querySelector('.filters');
form.addEventListener('change', (event) => {
  if (event.target.name !== 'q') form.requestSubmit();
});
// Fields that say nothing stay out of the address.
form.addEventListener('formdata', (event) => {
  for (const [name, value] of [...event.formData]) if (value === '') event.formData.delete(name);
});
