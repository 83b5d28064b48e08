import { z } from 'zod';
import { ruleSetSchema } from './schema';

/** JSON Schema (draft 2020-12) of a rule set, for editors to check and complete by. */
export function ruleSetJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(ruleSetSchema, { io: 'input' });
  return {
    $schema,
    $id: 'urn:switchyard:rule-set',
    title: 'Switchyard rule set',
    description: 'Says which routing group a statement goes to; docs/rule-language.md explains it.',
    ...schema,
  };
}
