import { type Load } from './load/start-load';
import { type Outcome } from './load/job';
import { type Plan } from './options';
import { measureInRounds, type Rounds } from './rounds';
import { settle } from './settle';
import { judgedClients, type Shape, type ShapeName } from './shapes';
import { type System, type SystemName } from './systems/system';
import { EVERYTHING, SHAPE_WARM_UP, warmSystem } from './warm-system';

/** What came of one shape with so many clients. */
export interface Cell {
  shape: ShapeName;
  clients: number;
  rounds: Rounds<SystemName>;
}

const WARM_MS = 300;
// A result that takes longer is measured by what came of it until then.
const ONCE_MOST_MS = 15_000;
// Of what is no ratio that anyone is judged by, fewer are enough.
const FEW_ROUNDS = { gateway: 1, other: 2 };
const WARM_UP = {
  quick: { requests: 8000, deadlineMs: 8000 },
  full: { requests: 30_000, deadlineMs: 25_000 },
  /** Programs that no JIT compiles. */
  native: { requests: 4000, deadlineMs: 8000 },
};

/** Every shape with every number of clients on every system, side by side. */
export async function measureTraffic(
  plan: Plan,
  systems: readonly System[],
  load: Load,
  tell: (what: string) => void,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  if (plan.shapes.length > 0) for (const system of systems) await warmUp(plan, system, load, tell);
  for (const shape of plan.shapes)
    for (const clients of shape.clients) {
      tell(`${shape.name}, ${clients} clients`);
      const rounds = await measureShape(plan, systems, shape, clients, load);
      cells.push({ shape: shape.name, clients, rounds });
    }
  return cells;
}

async function measureShape(
  plan: Plan,
  systems: readonly System[],
  shape: Shape,
  clients: number,
  load: Load,
): Promise<Rounds<SystemName>> {
  const names = systems.map(({ name }) => name).filter((name) => takesPart(name, shape, clients));
  const judged = names.filter((name) => isJudged(name, shape, clients));
  const giveTurnTo = (name: SystemName) => {
    for (const each of systems) each.pause?.(each.name !== name);
    return systems.find((system) => system.name === name)!;
  };
  for (const name of judged)
    if (!isNative(name)) await warmShape(shape, clients, giveTurnTo(name), load);

  const roundsOf = (name: SystemName) =>
    judged.includes(name)
      ? plan.rounds
      : Math.min(plan.rounds, FEW_ROUNDS[isGateway(name) ? 'gateway' : 'other']);
  return measureInRounds(names, roundsOf, async (name) => {
    const system = giveTurnTo(name);
    await settle(systems);
    return once(plan, shape, clients, system, load);
  });
}

function takesPart(name: SystemName, { gatewayClients }: Shape, clients: number): boolean {
  return !isGateway(name) || gatewayClients.includes(clients);
}

/** Whether a goal speaks of it. */
function isJudged(name: SystemName, shape: Shape, clients: number): boolean {
  if (isGateway(name) && shape.isComparedWithGateway !== true) return false;
  return clients === judgedClients(shape.name);
}

function isGateway(name: SystemName): boolean {
  return name.startsWith('trino-gateway');
}

function once(
  plan: Plan,
  { work, once: isOnce = false }: Shape,
  clients: number,
  { url, processes }: System,
  load: Load,
): Promise<Outcome> {
  const [warmMs, measureMs] = isOnce ? [0, ONCE_MOST_MS] : [WARM_MS, plan.seconds * 1000];
  return load.run({ url, clients, warmMs, measureMs, once: isOnce, work, processes });
}

function warmUp(plan: Plan, system: System, load: Load, tell: (what: string) => void) {
  tell(`warming ${system.name}`);
  const { requests, deadlineMs } =
    WARM_UP[isNative(system.name) ? 'native' : plan.quick ? 'quick' : 'full'];
  return warmSystem(system, load, { ...EVERYTHING, requests, deadlineMs });
}

/** A JIT has compiled what other shapes need; this one may take other ways. */
function warmShape({ work }: Shape, clients: number, system: System, load: Load) {
  return warmSystem(system, load, { ...SHAPE_WARM_UP, work, clients });
}

function isNative(name: SystemName): boolean {
  return name === 'direct' || name === 'haproxy';
}
