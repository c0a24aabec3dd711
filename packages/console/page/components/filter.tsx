import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { withQuery } from '../model/route.js';
import { replace, route } from '../state/location.js';

const SETTLED_MS = 200;

interface FilterProps {
  readonly label: string;
  readonly placeholder: string;
  /** The part of the address that it changes. */
  readonly name?: string;
}

/** A text in the address that narrows a list down; `/` leads here. */
export function Filter({ label, placeholder, name = 'filter' }: FilterProps): JSX.Element {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const onText = (text: string): void => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => replace(withQuery(route.value, { [name]: text, page: undefined })), SETTLED_MS);
  };
  return (
    <label class="field search">
      <span>
        {label} <kbd aria-hidden="true">/</kbd>
      </span>
      <input
        type="search"
        data-filter=""
        placeholder={placeholder}
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        value={route.value.query[name] ?? ''}
        onInput={({ currentTarget: { value } }) => onText(value)}
      />
    </label>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly name: string;
  /** Value and text; the first is what counts when nothing is chosen. */
  readonly options: readonly (readonly [value: string, text: string])[];
}

/** One of a few in the address. */
export function Choice({ label, name, options }: ChoiceProps): JSX.Element {
  const [standard = ['', '']] = options;
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={route.value.query[name] ?? standard[0]}
        onChange={({ currentTarget: { value } }) =>
          replace(withQuery(route.value, { [name]: value === standard[0] ? undefined : value, page: undefined }))
        }
      >
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Switch({ label, name }: { readonly label: string; readonly name: string }): JSX.Element {
  return (
    <label class="field row">
      <input
        type="checkbox"
        checked={route.value.query[name] === 'true'}
        onChange={({ currentTarget: { checked } }) =>
          replace(withQuery(route.value, { [name]: checked ? 'true' : undefined, page: undefined }))
        }
      />
      <span>{label}</span>
    </label>
  );
}
