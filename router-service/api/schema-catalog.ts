import { z } from 'zod';
import { clusterSchema } from '../../protocol/cluster';
import {
  clusterListSchema,
  clusterRecordSchema,
  proxyReportSchema,
  queryReportSchema,
  routeResponseSchema,
} from '../../protocol/decision';
import { ruleSetSchema } from '../../rules/schema';
import { errorSchema } from './error-answer';
import { revisionSchema } from './rule-set-schemas';
import { statementFactsSchema } from './statement-facts-schema';

type JsonSchema = Record<string, unknown>;

const NAMED: ReadonlyMap<z.ZodType, string> = new Map<z.ZodType, string>([
  [errorSchema, 'Error'],
  [routeResponseSchema, 'RouteResponse'],
  [ruleSetSchema, 'RuleSet'],
  [revisionSchema, 'RuleSetRevision'],
  [statementFactsSchema, 'StatementFacts'],
  [clusterSchema, 'Cluster'],
  [clusterRecordSchema, 'ClusterRecord'],
  [clusterListSchema, 'ClusterList'],
  [proxyReportSchema, 'ProxyReport'],
  [queryReportSchema, 'Query'],
]);

/** Collects the schemas of an OpenAPI document; known ones stand once and are referred to by name. */
export function createSchemaCatalog() {
  const components: Record<string, JsonSchema> = {};

  /** Recursive schemas come with definitions of their own, which an OpenAPI document keeps elsewhere. */
  function convert(schema: z.ZodType): JsonSchema {
    const { $defs = {}, ...shape } = z.toJSONSchema(schema, { io: 'input' });
    // The document names the dialect once for all.
    delete shape.$schema;
    for (const [name, definition] of Object.entries($defs)) {
      components[name] ??= withComponentRefs(definition) as JsonSchema;
    }
    return withComponentRefs(shape) as JsonSchema;
  }

  return {
    /** The schema itself, or a reference where it has a name. */
    use(schema: z.ZodType): JsonSchema {
      const name = NAMED.get(schema);
      if (name === undefined) return convert(schema);
      components[name] ??= convert(schema);
      return { $ref: `#/components/schemas/${name}` };
    },
    components: () => components,
  };
}

export type SchemaCatalog = ReturnType<typeof createSchemaCatalog>;

// zod writes its own name of a schema as `id`, a word that JSON Schema does not know.
function withComponentRefs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withComponentRefs);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, item]) => key !== 'id' || typeof item !== 'string',
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, withComponentRef(key, item)]));
}

function withComponentRef(key: string, item: unknown): unknown {
  if (key !== '$ref' || typeof item !== 'string') return withComponentRefs(item);
  return item.replace(/^#\/\$defs\//, '#/components/schemas/');
}
