/** Light, dark, or what the system says. */
const PLACE = 'longshore.theme';
const CHOICES = ['system', 'light', 'dark'];

export const theme = () => localStorage.getItem(PLACE) ?? 'system';

export function applyTheme(choice) {
  if (choice === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
}

/** @returns {string} the next choice, which counts from now on */
export function nextTheme() {
  const next = CHOICES[(CHOICES.indexOf(theme()) + 1) % CHOICES.length];
  localStorage.setItem(PLACE, next);
  applyTheme(next);
  return next;
}
