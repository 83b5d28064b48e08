import type { ChoiceConfig } from '../../config/routing-group-section';
import type { KnownCluster } from './cluster-directory';
import { hashDraw } from './hash-draw';

/** A cluster that can take the statement. */
export interface Candidate {
  known: KnownCluster;
  /** Its queries as far as they are known now. */
  queries: number;
  /** Which part of its share it gets: below 1 while it warms up. */
  share: number;
}

export interface Draw {
  random: () => number;
  /** Statements with the same key go to the same cluster, by consistent-hash. */
  key: string | undefined;
}

type Pick = (candidates: readonly Candidate[], draw: Draw) => Candidate | undefined;

/** Load below so many queries counts little: two queries are not twice the load of one. */
const FEW_QUERIES = 10;
/** A heap fills and empties with each collection, and says less than the CPUs. */
const WEIGHT_OF_HEAP = 0.5;

/** Which candidate takes the statement, undefined when there is none; a cluster that warms up stands aside for most of them. */
export function pickCandidate(
  strategy: ChoiceConfig['strategy'],
  candidates: readonly Candidate[],
  draw: Draw,
): Candidate | undefined {
  if (candidates.length < 2) return candidates[0];
  const isHashed = strategy === 'consistent-hash' && draw.key !== undefined;
  const ready = candidates.filter(({ known, share }) => {
    if (share >= 1) return true;
    // By a key's own draw, so that keys come back one by one and then stay.
    const { name } = known.cluster;
    return (isHashed ? hashDraw('slow-start', draw.key ?? '', name) : draw.random()) < share;
  });
  return PICKS[strategy](ready.length > 0 ? ready : candidates, draw);
}

const pickRandom: Pick = (candidates, { random }) =>
  candidates[Math.floor(random() * candidates.length)];

const PICKS: Readonly<Record<ChoiceConfig['strategy'], Pick>> = {
  random: pickRandom,

  weighted(candidates, draw) {
    const total = candidates.reduce((sum, { known }) => sum + known.cluster.weight, 0);
    if (total === 0) return pickRandom(candidates, draw);
    let left = draw.random() * total;
    const taking = candidates.filter(({ known }) => known.cluster.weight > 0);
    return taking.find(({ known }) => (left -= known.cluster.weight) < 0) ?? taking.at(-1);
  },

  'least-queries': (candidates, draw) => pickLeast(candidates, draw, ({ queries }) => queries),

  'least-load': (candidates, draw) => pickLeast(candidates, draw, loadAmong(candidates)),

  // Rendezvous hashing: a cluster that goes away moves its own keys alone, and gets the same ones back.
  'consistent-hash'(candidates, draw) {
    const { key } = draw;
    if (key === undefined) return pickRandom(candidates, draw);
    const draws = candidates.map(({ known }) => hashDraw(key, known.cluster.name));
    return candidates[draws.indexOf(Math.max(...draws))];
  },
};

/** The least one; among equals at random, or all proxies would choose alike. */
function pickLeast(
  candidates: readonly Candidate[],
  draw: Draw,
  valueOf: (candidate: Candidate) => number,
): Candidate | undefined {
  const values = candidates.map(valueOf);
  const least = Math.min(...values);
  return pickRandom(
    candidates.filter((_, at) => values[at] === least),
    draw,
  );
}

/**
 * CPU and heap as parts of 1, queries in relation to the busiest candidate. What one of the candidates
 * does not tell counts for none of them.
 */
function loadAmong(candidates: readonly Candidate[]): (candidate: Candidate) => number {
  const toldByAll = (field: 'cpu' | 'heap' | 'queued') =>
    candidates.every(({ known }) => known.health.load?.[field] !== undefined);
  const weightOf = { cpu: toldByAll('cpu') ? 1 : 0, heap: toldByAll('heap') ? WEIGHT_OF_HEAP : 0 };
  const queuedOf = ({ known }: Candidate) => known.health.load?.queued ?? 0;
  const most = Math.max(FEW_QUERIES, ...candidates.map(({ queries }) => queries));
  const mostQueued = Math.max(FEW_QUERIES, ...candidates.map(queuedOf));
  const weightOfQueued = toldByAll('queued') ? 1 : 0;
  return (candidate) => {
    const { cpu = 0, heap = 0 } = candidate.known.health.load ?? {};
    const queries = candidate.queries / most;
    const queued = (weightOfQueued * queuedOf(candidate)) / mostQueued;
    return weightOf.cpu * cpu + weightOf.heap * heap + queries + queued;
  };
}
