import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Dialog } from './components/dialog.js';
import { ToneIcon, Mark } from './components/icon.js';
import { destinations, isHelpOpen } from './keyboard.js';
import { clockTime } from './model/format.js';
import { hrefOf, type PageName } from './model/route.js';
import { Brokers } from './pages/brokers.js';
import { Config } from './pages/config.js';
import { Faults } from './pages/faults.js';
import { Group } from './pages/group.js';
import { Groups } from './pages/groups.js';
import { Messages } from './pages/messages.js';
import { Overview } from './pages/overview.js';
import { Quorum } from './pages/quorum.js';
import { Timeline } from './pages/timeline.js';
import { Topic } from './pages/topic.js';
import { TopicReaders } from './pages/topic-readers.js';
import { Topics } from './pages/topics.js';
import { Transactions } from './pages/transactions.js';
import { UnknownPage } from './pages/unknown-page.js';
import { session } from './state/api.js';
import { connection, live } from './state/live.js';
import { route } from './state/location.js';
import { applyTheme, keepTheme, storedTheme, type ThemeChoice } from './theme-choice.js';

const pages: Readonly<Record<PageName, () => JSX.Element>> = {
  overview: Overview,
  quorum: Quorum,
  brokers: Brokers,
  topics: Topics,
  topic: Topic,
  messages: Messages,
  readers: TopicReaders,
  groups: Groups,
  group: Group,
  transactions: Transactions,
  config: Config,
  timeline: Timeline,
  faults: Faults,
  unknown: UnknownPage,
};

/** The page that the navigation shows as the current one. */
const parents: Partial<Readonly<Record<PageName, PageName>>> = {
  topic: 'topics',
  messages: 'topics',
  readers: 'topics',
  group: 'groups',
};

const configParents: Partial<Readonly<Record<string, PageName>>> = {
  topic: 'topics',
  group: 'groups',
  broker: 'brokers',
};

export function App(): JSX.Element {
  const { page, names } = route.value;
  const Page = pages[page];
  return (
    <>
      <a
        class="skip-link"
        href="#main"
        onClick={(event) => {
          // The fragment is the address of the page, and stays.
          event.preventDefault();
          document.querySelector<HTMLElement>('#main')?.focus();
        }}
      >
        Skip to the content
      </a>
      <div class="shell">
        <Header />
        <Navigation />
        <main class="main" id="main" tabIndex={-1}>
          <Page key={[page, ...names].join('\n')} />
        </main>
      </div>
      <Announcement />
      {isHelpOpen.value && <Help />}
    </>
  );
}

function Header(): JSX.Element {
  const name = session.value?.clusterName ?? '';
  const { page, names } = route.value;
  const title = [names.at(-1), page, name || 'Drave'].filter((part) => part !== undefined).join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <header class="header">
      <a class="brand" href={hrefOf('overview')}>
        <Mark /> Drave
      </a>
      <span class="cluster">{name}</span>
      <span class="spring" />
      <ConnectionState />
      {session.value?.canWrite === false && (
        <span class="badge" title="drave.console.write.enable is false">
          read-only
        </span>
      )}
      <ThemeSwitch />
      <button type="button" class="icon" aria-label="Keys of this console" onClick={() => (isHelpOpen.value = true)}>
        ?
      </button>
    </header>
  );
}

/** What is shown may be old, and then says so. */
function ConnectionState(): JSX.Element {
  const state = connection.value;
  if (state.kind === 'open')
    return (
      <span class="connection good-text">
        <ToneIcon tone="good" /> live
      </span>
    );
  if (state.kind === 'connecting') return <span class="connection">connecting …</span>;
  return (
    <span class="connection bad-text" role="status">
      <ToneIcon tone="bad" /> disconnected since {clockTime(state.sinceWallMs).slice(0, 8)}
    </span>
  );
}

const themes: readonly (readonly [ThemeChoice, string])[] = [
  ['system', 'Auto'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

function ThemeSwitch(): JSX.Element {
  const [choice, setChoice] = useState(storedTheme());
  return (
    <select
      aria-label="Colours"
      value={choice}
      onChange={({ currentTarget: { value } }) => {
        const chosen = themes.find(([one]) => one === value)?.[0] ?? 'system';
        setChoice(chosen);
        applyTheme(chosen);
        keepTheme(chosen);
      }}
    >
      {themes.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  );
}

function Navigation(): JSX.Element {
  const { page, names } = route.value;
  const current = page === 'config' ? (configParents[names[0] ?? ''] ?? page) : (parents[page] ?? page);
  const problems = live.value.overview?.problems.length ?? 0;
  const items = destinations.map(([, name, text]) => [name, text] as const);
  return (
    <nav class="nav" aria-label="Console">
      <ul>
        {items.map(([name, text]) => (
          <li key={name} class={name === 'timeline' ? 'apart' : undefined}>
            <a href={hrefOf(name)} aria-current={current === name ? 'page' : undefined}>
              {text}
              {name === 'overview' && problems > 0 && (
                <span class="badge warn" aria-label={`${problems} problems`}>
                  {`${problems}`}
                </span>
              )}
            </a>
          </li>
        ))}
        {session.value?.hasFaults === true && (
          <li>
            <a href={hrefOf('faults')} aria-current={current === 'faults' ? 'page' : undefined}>
              Faults
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** Says the health of the cluster when it changes, and not more often. */
function Announcement(): JSX.Element {
  return (
    <div class="visually-hidden" role="status" aria-live="polite">
      {live.value.overview?.sentence ?? ''}
    </div>
  );
}

function Help(): JSX.Element {
  return (
    <Dialog title="Keys" onClose={() => (isHelpOpen.value = false)}>
      <dl class="keys">
        <dt>
          <kbd>/</kbd>
        </dt>
        <dd>filter the list on this page</dd>
        <dt>
          <kbd>?</kbd>
        </dt>
        <dd>this list</dd>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>leave a field, or close what is open</dd>
        {destinations.map(([key, , text]) => (
          <>
            <dt key={key}>
              <kbd>g</kbd> <kbd>{key}</kbd>
            </dt>
            <dd key={text}>{text.toLowerCase()}</dd>
          </>
        ))}
      </dl>
    </Dialog>
  );
}
