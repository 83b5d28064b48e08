import { type Load } from './load/start-load';
import { type Outcome } from './load/job';
import { type Plan } from './options';
import { measureInRounds, type Rounds } from './rounds';
import { type Shape, type ShapeName } from './shapes';
import { type System, type SystemName } from './systems/system';

/** What came of one shape with so many clients. */
export interface Cell {
  shape: ShapeName;
  clients: number;
  rounds: Rounds<SystemName>;
}

const WARM_MS = 300;
// A result that takes longer is measured by what came of it until then.
const ONCE_MOST_MS = 15_000;
const WARM_UP = {
  quick: { requests: 8000, deadlineMs: 10_000 },
  full: { requests: 40_000, deadlineMs: 40_000 },
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
  const names = systems.map(({ name }) => name);
  for (const shape of plan.shapes)
    for (const clients of shape.clients) {
      tell(`${shape.name}, ${clients} clients`);
      const measure = (name: SystemName) =>
        once(
          plan,
          shape,
          clients,
          systems.find((system) => system.name === name)!,
          load,
        );
      cells.push({
        shape: shape.name,
        clients,
        rounds: await measureInRounds(names, shape.once ? 2 : plan.rounds, measure),
      });
    }
  return cells;
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

/** Until enough requests were answered for a JIT to know them, whatever else the machine does. */
async function warmUp(plan: Plan, { name, url }: System, load: Load, tell: (what: string) => void) {
  tell(`warming ${name}`);
  const { requests, deadlineMs } = plan.quick ? WARM_UP.quick : WARM_UP.full;
  const deadline = performance.now() + deadlineMs;
  const work = { kind: 'queries', variation: 'names', pages: 3, pageBytes: 1000 } as const;
  const job = { url, clients: 64, warmMs: 0, measureMs: 2000, work, processes: {} };
  for (let answered = 0; answered < requests && performance.now() < deadline;)
    answered += (await load.run(job)).requests;
}
