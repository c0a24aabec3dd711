import { applyTheme, storedTheme } from './theme-choice.js';

/** Runs before anything is drawn, so that no page flashes in the other colours. */
applyTheme(storedTheme());
