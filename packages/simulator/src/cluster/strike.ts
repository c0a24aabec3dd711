import { strikeDisk } from './disk-faults.js';
import { loseDirectory } from './directory-loss.js';
import type { Fault } from './fault.js';
import type { FaultRunner } from './fault-runner.js';
import { strikeGroup } from './group-faults.js';
import { strikeNetwork } from './network-faults.js';
import { strikeProcess } from './process-faults.js';
import { tellStory } from './stories.js';
import { strikeTransactions } from './transactions/transaction-faults.js';
import { cycleVoter } from './voter-changes.js';

/** Every kind of fault, each by whoever carries it out. */
export function strike(runner: FaultRunner, fault: Fault): void {
  const { kind } = fault;
  switch (kind) {
    case 'isolate':
    case 'oneWay':
    case 'split':
    case 'clog':
    case 'blackHole':
    case 'slowLink':
    case 'loseMessages':
    case 'cutOff':
    case 'resetConnections':
      return strikeNetwork(runner, fault, kind);
    case 'killCoordinator':
    case 'memberCrash':
    case 'memberLeave':
    case 'memberPause':
    case 'memberCutOff':
      return strikeGroup(runner, fault, kind);
    case 'slowDisk':
    case 'fullDisk':
    case 'failRead':
    case 'failWrite':
    case 'failSync':
    case 'failController':
    case 'flipBit':
      return strikeDisk(runner, fault, kind);
    case 'changeVoters':
      return cycleVoter(runner, fault);
    case 'killTransactionCoordinator':
      return strikeTransactions(runner, fault);
    case 'loseDirectory':
      return loseDirectory(runner, fault);
    case 'lastReplica':
    case 'lateAdmission':
    case 'lateRequest':
    case 'fullCoordinator':
    case 'staleWatermark':
    case 'shortOfSpace':
      return tellStory(runner, fault, kind);
    default:
      return strikeProcess(runner, fault, kind);
  }
}
