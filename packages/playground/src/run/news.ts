import { nodeOf, quorumLeader, type ClientFrame, type Frame, type NodeFrame, type PartitionFrame } from './frame.js';

/** What has happened between two frames, each in a sentence. */
export function newsBetween(before: Frame, now: Frame): string[] {
  return [
    ...now.nodes.flatMap((node) => newsOfNode(nodeOf(before, node.name), node)),
    ...newsOfLinks(before, now),
    ...newsOfQuorum(before, now),
    ...newsOfPartition(before.partition, now.partition),
    ...now.clients.flatMap((client) =>
      newsOfClient(
        before.clients.find(({ name }) => name === client.name),
        client,
      ),
    ),
  ];
}

const processNews = {
  up: 'is up',
  starting: 'starts and reads what it has stored',
  paused: 'is paused: it does nothing, and nobody is told',
  down: 'is down',
} as const;

function newsOfNode(before: NodeFrame | undefined, { name, process, quorum, replica, kind }: NodeFrame): string[] {
  const news: string[] = [];
  if (before?.process !== process) news.push(`${name} ${processNews[process]}.`);
  if (process !== 'up') return news;
  if (kind === 'controller' && quorum !== undefined && before?.quorum?.role !== quorum.role) {
    if (quorum.role === 'prospective') news.push(`${name} hears no leader, and asks who would vote for it.`);
    if (quorum.role === 'candidate') news.push(`${name} stands in epoch ${quorum.epoch}, and votes for itself.`);
  }
  const cut = (before?.replica?.log.endOffset ?? 0) - (replica?.log.endOffset ?? 0);
  if (replica !== undefined && cut > 0) news.push(`${name} cuts ${count(cut, 'record')} off the end of its log.`);
  return news;
}

function newsOfLinks(before: Frame, now: Frame): string[] {
  const names = ({ cuts }: Frame): string[] => cuts.map((ends) => ends.join(' and '));
  const [earlier, later] = [names(before), names(now)];
  return [
    ...later.filter((ends) => !earlier.includes(ends)).map((ends) => `The link between ${ends} is cut.`),
    ...earlier.filter((ends) => !later.includes(ends)).map((ends) => `The link between ${ends} is mended.`),
  ];
}

function newsOfQuorum(before: Frame, now: Frame): string[] {
  const [earlier, later] = [quorumLeader(before), quorumLeader(now)];
  if (later === undefined) return earlier === undefined ? [] : ['The quorum has no leader.'];
  const isSame = earlier?.name === later.name && earlier.quorum?.epoch === later.quorum?.epoch;
  return isSame ? [] : [`${later.name} leads the quorum in epoch ${later.quorum?.epoch}.`];
}

function newsOfPartition(before: PartitionFrame | undefined, now: PartitionFrame | undefined): string[] {
  if (now === undefined) return [];
  const news: string[] = [];
  if (before?.leader !== now.leader || before?.leaderEpoch !== now.leaderEpoch) {
    const led = `${now.leader} leads ${now.name} in leader epoch ${now.leaderEpoch}.`;
    news.push(now.leader === undefined ? `${now.name} has no leader.` : led);
  }
  const isr = now.isr.toSorted().join(', ');
  if (before?.isr.toSorted().join(', ') !== isr) news.push(`The ISR of ${now.name} is ${isr}.`);
  const elr = now.elr.toSorted().join(', ');
  if (elr !== '' && before?.elr.toSorted().join(', ') !== elr)
    news.push(`${elr} may lead ${now.name} too, being eligible (ELR).`);
  return news;
}

function newsOfClient(before: ClientFrame | undefined, { name, lost, fenced, error, process }: ClientFrame): string[] {
  const news: string[] = [];
  if (before !== undefined && before.process !== process) news.push(`${name} ${processNews[process]}.`);
  const more = lost - (before?.lost ?? 0);
  if (more > 0) news.push(`${count(more, 'acknowledged record')} of ${name} ${more === 1 ? 'is' : 'are'} lost.`);
  if (fenced && before?.fenced !== true) news.push(`${name} is fenced: a newer producer has its transactional id.`);
  else if (error !== undefined && before?.error !== error) news.push(`${name} is told: ${error}`);
  return news;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
