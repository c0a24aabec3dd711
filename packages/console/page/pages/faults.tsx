import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FaultAnswer, FaultRequest, FaultsView } from '../../src/contract.js';
import { FailureNotice, Notice } from '../components/notice.js';
import { PageHead } from '../components/page-head.js';
import { TopologyPicture } from '../components/topology.js';
import type { TopologyLink } from '../model/topology.js';
import { optionsOf, verbsOf, type Verb } from '../model/verbs.js';
import { post, session, type Refusal } from '../state/api.js';
import { live, readFaults } from '../state/live.js';

interface Outcome {
  readonly verb: string;
  /** Null while it is under way. */
  readonly answer: FaultAnswer | Refusal | null;
}

type Order = (verb: string, request: FaultRequest) => Promise<void>;

export function Faults(): JSX.Element {
  const hasFaults = session.value?.hasFaults;
  const view = live.value.faults;
  const [failure, setFailure] = useState<Refusal | null>(null);
  const read = (): void => void readFaults().then(setFailure);
  useEffect(() => {
    if (hasFaults === true) read();
  }, [hasFaults]);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const order: Order = async (verb, request) => {
    setOutcome({ verb, answer: null });
    const answer = await post<FaultAnswer>(`faults/${encodeURIComponent(verb)}`, request);
    if (answer.kind === 'aborted') return;
    setOutcome({ verb, answer: answer.kind === 'answered' ? answer.value : answer.failure });
    read();
  };
  const lead = 'Break the cluster on purpose. A click on a link cuts it, another heals it.';
  if (hasFaults === false)
    return (
      <PageHead
        title="Faults"
        lead="This node is part of no local cluster, so that nothing here can be broken on purpose."
      />
    );
  return (
    <>
      <PageHead title="Faults" lead={lead}>
        <button type="button" class="primary" onClick={() => void order('heal', { nodes: [] })}>
          Heal everything
        </button>
      </PageHead>
      {failure !== null && <FailureNotice failure={failure} onRetry={read} />}
      <OutcomeLine outcome={outcome} />
      <div class="grid wide-left">
        <section class="card">
          <header>
            <h2>Links</h2>
          </header>
          <div class="body">
            <Picture verbs={view?.verbs ?? []} order={order} />
          </div>
        </section>
        <section class="card">
          <header>
            <h2>In force</h2>
          </header>
          <InForce view={view} />
        </section>
      </div>
      <h2 class="apart">Verbs</h2>
      <div class="faults">
        {verbsOf(view?.verbs ?? []).map((verb) => (
          <VerbCard key={verb.name} verb={verb} nodes={view?.nodes ?? []} order={order} />
        ))}
      </div>
    </>
  );
}

/** Its place is there before anything has been ordered, so that nothing jumps. */
function OutcomeLine({ outcome }: { readonly outcome: Outcome | null }): JSX.Element {
  if (outcome === null) return <Notice tone="none">Nothing has been ordered from here yet.</Notice>;
  const { verb, answer } = outcome;
  if (answer === null) return <Notice tone="none">{`${verb}: waiting until it has its effect …`}</Notice>;
  if ('code' in answer) return <FailureNotice failure={answer} />;
  return <Notice tone="good">{answer.text}</Notice>;
}

function Picture({ verbs, order }: { readonly verbs: readonly string[]; readonly order: Order }): JSX.Element {
  if (!verbs.includes('partition'))
    return (
      <>
        <TopologyPicture />
        <p class="muted">
          Links can be cut where the network is proxied: <code>drave local up --network proxied</code>.
        </p>
      </>
    );
  const onLink = ({ from, to, fault }: TopologyLink): void => {
    if (from.name === null || to.name === null) return;
    // Healing is about nodes; the faults of one of them end with those of the link.
    if (fault === null) void order('partition', { nodes: [from.name, to.name] });
    else void order('heal', { nodes: [from.name] });
  };
  return <TopologyPicture onLink={onLink} />;
}

function InForce({ view }: { readonly view: FaultsView | null }): JSX.Element {
  const down = (view?.nodes ?? []).filter(({ state }) => state !== 'running');
  const lines = [
    ...down.map(({ name, state }) => `${name} is ${state}`),
    ...(view?.links ?? []).map(({ from, to, text }) => `${from} → ${to}: ${text}`),
    ...(view?.active ?? []).map(({ node, text }) => `${node}: ${text}`),
  ];
  if (lines.length === 0) return <div class="empty">Nothing is broken.</div>;
  return (
    <ul class="timeline problems plain-list">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

interface VerbCardProps {
  readonly verb: Verb;
  readonly nodes: FaultsView['nodes'];
  readonly order: Order;
}

function VerbCard({ verb, nodes, order }: VerbCardProps): JSX.Element {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState<Readonly<Record<string, string | boolean>>>(
    Object.fromEntries(
      verb.options.flatMap(({ name, standard }) => (standard === undefined ? [] : [[name, standard]])),
    ),
  );
  const options = optionsOf(verb, typed);
  // What is left out at the end counts as the kit says; what is left out before something else cannot be.
  const names = verb.arguments.map((_, index) => chosen[index] ?? '');
  const given = names.filter((name, index) => name !== '' || names.slice(index + 1).some((later) => later !== ''));
  const isReady = options !== null && !given.includes('') && (names[0] !== '' || verb.isNodeOptional);
  return (
    <form
      class="fault"
      aria-label={verb.name}
      onSubmit={(event) => {
        event.preventDefault();
        if (options !== null) void order(verb.name, { nodes: given, options });
      }}
    >
      <h3>{verb.label}</h3>
      <p>{verb.text}</p>
      <div class="toolbar">
        {verb.arguments.map((argument, index) => (
          <NodeField
            key={argument}
            label={argument === 'nodes' ? 'Node' : 'From'}
            nodes={nodes}
            extra={argument === 'others' ? ['others', 'clients'] : []}
            value={names[index] ?? ''}
            onChange={(value) => setChosen(verb.arguments.map((_, at) => (at === index ? value : (chosen[at] ?? ''))))}
          />
        ))}
        {verb.options.map((option) => (
          <OptionField
            key={option.name}
            option={option}
            value={typed[option.name]}
            onChange={(value) => setTyped({ ...typed, [option.name]: value })}
          />
        ))}
        <span class="spring" />
        <button
          type="submit"
          class={verb.isHarm ? 'danger' : undefined}
          disabled={!isReady && verb.arguments.length > 0}
        >
          {verb.label}
        </button>
      </div>
    </form>
  );
}

interface OptionFieldProps {
  readonly option: Verb['options'][number];
  readonly value: string | boolean | undefined;
  readonly onChange: (value: string | boolean) => void;
}

function OptionField({ option: { label, type }, value, onChange }: OptionFieldProps): JSX.Element {
  if (type === 'flag')
    return (
      <label class="field row">
        <input
          type="checkbox"
          checked={value === true}
          onChange={({ currentTarget: { checked } }) => onChange(checked)}
        />
        <span>{label}</span>
      </label>
    );
  return (
    <label class="field">
      <span>{label}</span>
      <input
        inputMode={type === 'text' ? 'text' : 'decimal'}
        size={type === 'text' ? 16 : 8}
        value={`${value ?? ''}`}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}

interface NodeFieldProps {
  readonly label: string;
  readonly nodes: FaultsView['nodes'];
  readonly extra: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function NodeField({ label, nodes, extra, value, onChange }: NodeFieldProps): JSX.Element {
  const names = [...nodes.map(({ name }) => name), 'controller', ...extra];
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
        <option value="">–</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
