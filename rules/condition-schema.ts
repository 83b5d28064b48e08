import { z } from 'zod';
import { facts } from './facts';
import { decorators, operators } from './operators';

interface Annotations {
  /** Ours to read only; json-rules-engine's own. */
  name?: string;
  priority?: number;
}

export interface FactReference {
  fact: string;
  path?: string;
}

export type Scalar = string | number | boolean;

export interface Comparison extends Annotations {
  fact: string;
  path?: string;
  operator: string;
  value: Scalar | Scalar[] | FactReference;
}

export type RootCondition =
  | ({ all: Condition[] } & Annotations)
  | ({ any: Condition[] } & Annotations)
  | ({ not: Condition } & Annotations)
  | ({ condition: string } & Annotations);

export type Condition = RootCondition | Comparison;

const text = (error: string) => z.string({ error }).min(1, error).max(1000, error);

const annotations = {
  name: text('must be a text').describe('For people.').optional(),
  priority: z
    .int({ error: 'must be a whole number of 1 or more' })
    .min(1, 'must be a whole number of 1 or more')
    .describe('Higher ones of a list are tried first; default 1.')
    .optional(),
};

// For editors, which offer what is listed; names are checked further on, with a better message.
const factName = text('must be the name of a fact').meta({ enum: facts.map(({ name }) => name) });

const operatorNames = operators.map(({ name }) => name);
const decorated = `^(?:(?:${decorators.map(({ name }) => name).join('|')}):){1,5}(?:${operatorNames.join('|')})$`;
const operatorName = text('must be the name of an operator').meta({
  anyOf: [{ enum: operatorNames }, { pattern: decorated }],
});

const several = z
  .array(
    z.lazy((): z.ZodType<Condition> => conditionSchema),
    {
      error: 'must be a list of conditions',
    },
  )
  .min(1, 'must hold at least one condition');

const roots = [
  z.strictObject({ all: several.describe('Holds when every one holds.'), ...annotations }),
  z.strictObject({ any: several.describe('Holds when one of them holds.'), ...annotations }),
  z.strictObject({
    not: z.lazy((): z.ZodType<Condition> => conditionSchema).describe('Holds when it does not.'),
    ...annotations,
  }),
  z.strictObject({
    condition: text('must be the name of a condition').describe('A condition of the rule set.'),
    ...annotations,
  }),
] as const;

const path = text("must be a path such as $['name']").describe(
  "Part of a fact: $['name'] of a map; $[0] or $.length of a set.",
);

const scalar = z.union([z.string(), z.number(), z.boolean()], {
  error: 'must be a text, a number, true or false',
});

const value = z.union(
  [
    z.string(),
    z.number(),
    z.boolean(),
    z.array(scalar).min(1, 'must hold at least one value'),
    z.strictObject({ fact: factName, path: path.optional() }),
  ],
  { error: 'must be a text, a number, true, false, a list of these, or {"fact": name}' },
);

const comparison = z.strictObject({
  fact: factName.describe('What is looked at.'),
  path: path.optional(),
  operator: operatorName.describe('How they are compared; with decorators in front: not:in.'),
  value: value.describe('What the fact is compared with.'),
  ...annotations,
});

/** What may stand at the root of a rule, as in json-rules-engine. */
export const rootConditionSchema: z.ZodType<RootCondition> = z.union(roots, {
  error: 'must be an object with exactly one of all, any, not or condition',
});

/** What may stand in a list of conditions. */
export const conditionSchema: z.ZodType<Condition> = z
  .union([...roots, comparison], {
    error:
      'must be an object with exactly one of all, any, not or condition, or a comparison with fact, operator and value',
  })
  .meta({ id: 'Condition' });
