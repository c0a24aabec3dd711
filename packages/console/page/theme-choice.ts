/** Light, dark, or whatever the system says. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const KEY = 'drave-console-theme';

/** What was chosen in this browser; `system` also where the browser keeps nothing for a page. */
export function storedTheme(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch (reason) {
    if (isStorageForbidden(reason)) return 'system';
    throw reason;
  }
}

/** Shows the choice at once; it is kept where the browser allows it. */
export function applyTheme(choice: ThemeChoice): void {
  if (choice === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = choice;
}

export function keepTheme(choice: ThemeChoice): void {
  try {
    localStorage.setItem(KEY, choice);
  } catch (reason) {
    if (!isStorageForbidden(reason)) throw reason;
  }
}

/** A browser may be told to keep nothing, or to have no room for it. */
function isStorageForbidden(reason: unknown): boolean {
  return reason instanceof DOMException;
}
