import type { Command } from 'commander';

/** The examples of each command, by its path below `drave`; the most common one comes first. */
const examples: Readonly<Record<string, readonly string[]>> = {
  server: ['drave server --config n1.yaml'],
  'storage format': ['drave storage format --config n1.yaml'],
  'storage plan': [
    'drave storage plan --controllers 3 --brokers 3 --hosts a.example.com,b.example.com,c.example.com',
    'drave storage plan --controllers 3 --combined --base-port 19092 --directory nodes',
  ],
  'storage id': ['drave storage id'],
  explain: ['drave explain NOT_ENOUGH_REPLICAS', 'drave explain 19'],
  completion: ['eval "$(drave completion bash)"', 'drave completion fish | source'],
  'context ls': ['drave context ls'],
  'context use': ['drave context use shop', 'drave context use -'],
  'context add': ['drave context add staging 10.0.0.4:20001,10.0.0.5:20001 --use'],
  'context rm': ['drave context rm staging'],
  'topic create': [
    'drave topic create orders -p 10',
    'drave topic create audit -p 3 -c retention.ms=86400000',
    'drave topic create pinned --replica-assignment 1:2:3,2:3:1',
  ],
  'topic ls': ['drave topic ls', "drave topic ls -r 'orders.*' -o json", 'drave topic ls --only leaderless --watch'],
  'topic describe': [
    'drave topic describe orders',
    "drave topic describe -r 'orders.*'",
    'drave topic describe --only under-replicated',
  ],
  'topic delete': ['drave topic delete orders', 'drave topic delete old older --if-exists'],
  'topic alter': ['drave topic alter orders -p 20', 'drave topic alter orders -c retention.ms=60000'],
  'topic add-partitions': ['drave topic add-partitions orders -n 5'],
  'topic offsets': ['drave topic offsets orders', 'drave topic offsets orders --at @-1h'],
  'topic trim': ['drave topic trim orders --to 1000', 'drave topic trim orders --to @-24h --validate-only'],
  'topic clone': ['drave topic clone orders orders-copy', 'drave topic clone orders orders-copy --with-data'],
  'config get': ['drave config get topic/orders', 'drave config get broker/1 --all -o wide'],
  'config set': [
    'drave config set topic/orders retention.ms=60000',
    'drave config set cluster --unset log.cleaner.threads',
  ],
  'config edit': ['drave config edit topic/orders'],
  'config diff': ['drave config diff topic/orders topic/orders-copy'],
  'group ls': ['drave group ls', 'drave group ls --state Stable'],
  'group describe': ['drave group describe billing', 'drave group describe billing --verbose'],
  'group lag': ['drave group lag billing', 'drave group lag billing -t orders --watch', 'drave group lag -o wide'],
  lag: ['drave lag', 'drave lag --watch', 'drave lag billing --watch -o json'],
  monitor: ['drave monitor --config monitor.yaml', 'drave monitor --http 127.0.0.1:8000'],
  'group wait': ['drave group wait billing --members 2', 'drave group wait billing --lag 0 --timeout 5m'],
  'group seek': [
    'drave group seek billing --to start',
    'drave group seek billing --to -100 -t orders:0 --yes',
    'drave group seek billing --to @-1h --dry-run',
    'drave group seek billing --to-group audit --yes',
  ],
  'group copy': ['drave group copy billing billing-test --yes'],
  'group delete': ['drave group delete billing'],
  'group offset-delete': ['drave group offset-delete billing orders'],
  'txn ls': [
    'drave txn ls',
    'drave txn ls --state Ongoing --longer-than 5m',
    "drave txn ls -r 'orders-[0-9]+' -o json",
  ],
  'txn describe': ['drave txn describe orders-1'],
  'txn producers': ['drave txn producers orders:0'],
  'txn hanging': ['drave txn hanging', 'drave txn hanging -t orders --longer-than 15m -o json'],
  'txn abort': ['drave txn abort orders-1', 'drave txn abort --partition orders:0 --start-offset 250'],
  produce: [
    'drave produce orders hello',
    "printf 'key:value\\n' | drave produce orders -K :",
    'drave consume orders --offset :end -o json | drave produce copy --input json',
  ],
  consume: [
    'drave consume orders',
    'drave consume orders --offset -10:end',
    "drave consume orders --offset @-1h -f '%p %o %k %v\\n'",
    'drave consume orders -g billing',
  ],
  'quorum status': ['drave quorum status', 'drave quorum status --watch'],
  'quorum add': ['drave quorum add 7 --directory 3Q1x0oq5TYqjvRLIbK1rDg --endpoint 127.0.0.1:20021'],
  'quorum remove': ['drave quorum remove 3'],
  'quorum step-down': ['drave quorum step-down'],
  'broker ls': ['drave broker ls'],
  'broker disk': ['drave broker disk', 'drave broker disk 2 --by replica -t orders'],
  'partition move': [
    'drave partition move orders/0:1,2,3 orders/1:2,3,1',
    'drave partition move orders/0:1,2,3 --throttle 10000000',
    'drave partition move orders/0 --broker 2 --to-dir /data/b',
  ],
  'partition move-status': ['drave partition move-status', 'drave partition move-status orders -w'],
  'partition unthrottle': ['drave partition unthrottle'],
  'partition move-cancel': ['drave partition move-cancel orders/0 orders/1'],
  'broker describe': ['drave broker describe', 'drave broker describe 2 -o json'],
  'broker unregister': ['drave broker unregister 4'],
  'broker decommission': ['drave broker decommission 4', 'drave broker decommission 4 --validate-only'],
  health: ['drave health', 'drave health --wait 30s', 'drave health -w'],
  doctor: ['drave doctor', 'drave doctor --bootstrap 10.0.0.4:20001 -o json'],
  'acl grant': ['drave acl grant alice read,write topic orders', "drave acl grant '*' read group billing- --prefix"],
  'acl revoke': ['drave acl revoke alice write topic orders'],
  'acl ls': ['drave acl ls', 'drave acl ls --principal alice', 'drave acl ls --type topic --name orders'],
  'acl check': ['drave acl check alice write topic orders', 'drave acl check User:CN=app alter cluster'],
  bundle: ['drave bundle', 'drave bundle shop.tar.gz --cluster shop'],
  'bench produce': [
    'drave bench produce orders',
    'drave bench produce orders --num-records 1000000 --record-size 100 --throughput 50000 -o json',
  ],
  'bench consume': ['drave bench consume orders', 'drave bench consume orders --num-records 100000'],
  'bench e2e': ['drave bench e2e orders', 'drave bench e2e orders --num-records 100 --acks 1'],
  'user add': ['drave user add alice --password-file alice.txt', 'drave user add alice --mechanism SCRAM-SHA-512'],
  'user rm': ['drave user rm alice'],
  'user ls': ['drave user ls'],
  'quota set': [
    'drave quota set producer_byte_rate=1048576 consumer_byte_rate=2097152 --user alice',
    'drave quota set request_percentage=50 --client-defaults',
    'drave quota set connection_creation_rate=20 --ip-defaults',
  ],
  'quota rm': ['drave quota rm producer_byte_rate --user alice'],
  'quota ls': ['drave quota ls'],
  'feature ls': ['drave feature ls'],
  'feature set': ['drave feature set metadata.version=2', 'drave feature set metadata.version=2 --validate-only'],
  lead: ['drave lead orders/0 --to 2'],
  elect: ['drave elect', 'drave elect orders/0 --unclean'],
  'log dump': [
    'drave log dump orders/0 --print-data',
    'drave log dump /data/orders-0/00000000000000000000.log -o ndjson',
    'drave log dump /data/__consumer_offsets-12 --decode offsets -o ndjson',
    'drave log dump /data --decode metadata -o ndjson',
  ],
  'meta ls': ['drave meta ls', 'drave meta ls /topics/orders/partitions', 'drave meta ls --data-dir /data'],
  'meta cat': ['drave meta cat /topics/orders/partitions/0', 'drave meta cat /brokers/1 -o json'],
  'meta tree': ['drave meta tree', 'drave meta tree /topics --data-dir /data --at 250'],
  'meta tail': ['drave meta tail -f', 'drave meta tail --data-dir /data --from 250'],
  'meta diff': [
    'drave meta diff --from 100 --to 250 --data-dir /data',
    'drave meta diff /topics --from 100 --to 250 --data-dir /data',
  ],
  'dir check': ['drave dir check /data', 'drave dir check /var/lib/kafka/data -o json'],
  'local shell': ['drave local shell', "echo 'kill leader:orders/0' | drave local shell"],
  'local up': ['drave local up', 'drave local up -d --name shop', 'drave local up --single --ports auto'],
  'local ps': ['drave local ps', 'drave local ps shop -o json'],
  'local down': ['drave local down', 'drave local down --all'],
  'local env': ['eval "$(drave local env)"'],
  'local run': ['drave local run --single -- npm test'],
  'local kill': ['drave local kill controller', 'drave local kill leader:orders/0'],
  'local stop': ['drave local stop b2'],
  'local start': ['drave local start b2', 'drave local start b2 --wipe'],
  'local restart': ['drave local restart brokers'],
  'local pause': ['drave local pause random'],
  'local resume': ['drave local resume all'],
  'local add': ['drave local add broker', 'drave local add controller'],
  'local remove': ['drave local remove b4'],
  'local partition': [
    'drave local partition leader:orders/0',
    'drave local partition b1,b2 b3',
    'drave local partition --one-way b1 controllers',
  ],
  'local isolate': ['drave local isolate controller'],
  'local slow': [
    'drave local slow b1 --latency 200ms --jitter 50ms',
    'drave local slow b1 clients --bytes-per-second 100000',
  ],
  'local drop': ['drave local drop leader:orders/0 --share 5%'],
  'local reset': ['drave local reset b1 clients'],
  'local disk': [
    'drave local disk leader:orders/0 --full',
    'drave local disk b1 --slow 100ms --flip-bits 5%',
    'drave local disk b1 --heal',
  ],
  'local corrupt': ['drave local corrupt follower:orders/0 orders/0', 'drave local corrupt b1 orders/0 --offset 17'],
  'local clock': [
    'drave local clock b1 --offset +30s',
    'drave local clock all --offset=-1h --drift 200',
    'drave local clock b1',
  ],
  'local fail': [
    'drave local fail --api Produce --error NOT_LEADER_OR_FOLLOWER --times 3',
    'drave local fail --api Fetch --delay 500ms --on leader:orders/0 --topic orders --partition 0',
    'drave local fail --api JoinGroup --disconnect --times 1',
  ],
  'local unfail': ['drave local unfail', 'drave local unfail f1'],
  'local faults': ['drave local faults', 'drave local faults -o json'],
  'local move-coordinator': ['drave local move-coordinator group/billing --to b2'],
  'local lead': ['drave local lead orders/0 --to b3', 'drave local lead orders/0 --to follower:orders/0'],
  'local elect': ['drave local elect', 'drave local elect orders/0 --unclean'],
  'local step-down': ['drave local step-down'],
  'local wait': ['drave local wait healthy --timeout 1m', "drave local wait 'leader:orders/0!=b2' isr:orders/0=3"],
  'local requests': [
    'drave local requests --api Produce,Fetch',
    'drave local requests -w --client billing',
    'drave local requests --off',
  ],
  'local record': ['drave local record requests.bin', 'drave local record produce.bin --api Produce --for 30s'],
  'local replay': ['drave local replay requests.bin', 'drave local replay requests.bin --pace answered -o json'],
  'local events': ['drave local events', 'drave local events -w -o json'],
  'local board': ['drave local board', 'drave local board -o json'],
  'local logs': ['drave local logs b2', 'drave local logs leader:orders/0 controller -f -n 10'],
  'local chaos': [
    'drave local chaos --for 60s --seed 7',
    'drave local chaos --faults 20 --only kill,pause,partition -o json',
    'drave local chaos --plan report.json',
  ],
  'local heal': ['drave local heal', 'drave local heal b1'],
};

/** Adds its examples to the end of the help of every command. */
export function addExamples(program: Command): void {
  for (const command of leavesOf(program)) {
    const lines = examplesOf(command);
    if (lines.length === 0) continue;
    const title = lines.length === 1 ? 'Example:' : 'Examples:';
    command.addHelpText('after', ['', title, ...lines.map((line) => `  ${line}`)].join('\n'));
  }
}

/** The commands without subcommands. */
export function leavesOf(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
}

/** The path of a command, such as `local up` for `drave local up`. */
export function pathOf(command: Command): string {
  const { parent } = command;
  if (parent === null) return '';
  return `${pathOf(parent)} ${command.name()}`.trim();
}

/** The examples of a command without subcommands. */
export function examplesOf(command: Command): readonly string[] {
  return examples[pathOf(command)] ?? [];
}
