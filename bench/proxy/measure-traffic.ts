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
// Before anything counts: a JVM compiles for a good while.
const FIRST_WARM_MS = { quick: 1500, full: 8000 };

/** Every shape with every number of clients on every system, side by side. */
export async function measureTraffic(
  plan: Plan,
  systems: readonly System[],
  load: Load,
  tell: (what: string) => void,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const system of systems) await warmUp(plan, system, load, tell);
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
  { work, once: isWhole }: Shape,
  clients: number,
  { url, processes }: System,
  load: Load,
): Promise<Outcome> {
  const measureMs = isWhole ? undefined : plan.seconds * 1000;
  return load.run({ url, clients, warmMs: WARM_MS, measureMs, work, processes });
}

async function warmUp(plan: Plan, system: System, load: Load, tell: (what: string) => void) {
  const [shape] = plan.shapes;
  if (shape === undefined) return;
  tell(`warming ${system.name}`);
  const isJvm = system.name.startsWith('trino-gateway');
  const warmMs = plan.quick ? FIRST_WARM_MS.quick : FIRST_WARM_MS.full * (isJvm ? 2 : 0.5);
  const work = { kind: 'queries', variation: 'same', pages: 2, pageBytes: 1000 } as const;
  await load.run({ url: system.url, clients: 64, warmMs, measureMs: 1, work, processes: {} });
}
