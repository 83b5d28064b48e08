import { type Outcome } from './load/job';
import { type Load } from './load/start-load';
import { VARIATIONS, type Variation } from './load/statements';
import { type Plan } from './options';
import { measureInRounds } from './rounds';
import { type Site } from './systems/system';
import { startRouter } from './systems/start-switchyard';

/** What came of asking a router alone. */
export interface DecisionCell {
  rules: number;
  variation: Variation;
  rounds: Outcome[];
}

const RULES = [20, 1000];
const CLIENTS = 16;
const FEW_VARIATIONS = ['same', 'names'] as const;

/** Routers with few and many rules, asked about statements that they know and that they do not. */
export async function measureDecisions(
  plan: Plan,
  site: Site,
  load: Load,
  tell: (what: string) => void,
): Promise<DecisionCell[]> {
  tell('decisions of the router alone');
  const routers = await Promise.all(
    RULES.map(async (rules) => ({
      rules,
      router: await startRouter(site, `router-${rules}-rules`, rules),
    })),
  );
  const cells = routers.flatMap(({ rules, router }) =>
    (plan.quick ? FEW_VARIATIONS : VARIATIONS).map((variation) => ({
      name: `${rules} ${variation}`,
      rules,
      router,
      variation,
    })),
  );
  const measure = (name: string) => {
    const { router, variation } = cells.find((cell) => cell.name === name)!;
    return load.run({
      url: router.url,
      clients: CLIENTS,
      warmMs: 300,
      measureMs: plan.seconds * 1000,
      work: { kind: 'decisions', variation },
      processes: { router: router.pid },
    });
  };
  const names = cells.map(({ name }) => name);
  await measureInRounds(names, () => 1, measure);
  const rounds = await measureInRounds(names, () => plan.rounds, measure);
  return cells.map(({ name, rules, variation }) => ({
    rules,
    variation,
    rounds: rounds.get(name)!,
  }));
}
