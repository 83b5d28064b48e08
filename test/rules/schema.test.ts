import { z } from 'zod';
import { ruleSetSchema } from '../../rules/schema';

const jsonSchema = z.toJSONSchema(ruleSetSchema, { io: 'input' });

test('the schema can be told as JSON Schema, for editors', () => {
  expect(jsonSchema).toMatchObject({
    type: 'object',
    additionalProperties: false,
    required: ['rules'],
  });
  expect(JSON.stringify(jsonSchema)).toContain('"#/$defs/Condition"');
});

test('defaults are told but never written into a rule set', () => {
  expect(JSON.stringify(jsonSchema)).toContain('"default":1');
  const written = { rules: [] };
  expect(ruleSetSchema.parse(written)).toEqual(written);
});
