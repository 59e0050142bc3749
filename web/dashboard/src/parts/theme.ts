export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const NAME = 'concord-theme';

/** The theme that was chosen in this browser; that of the system, if none. */
export function theme(): Theme {
  const kept = localStorage.getItem(NAME);
  return THEMES.find((one) => one === kept) ?? 'system';
}

/** Shows a theme, and keeps it for the next visit. */
export function takeTheme(chosen: Theme = theme()): void {
  localStorage.setItem(NAME, chosen);
  document.documentElement.dataset.theme = chosen;
}
