import { z } from 'zod';

/** A statement's SQL, and that of the prepared statements it may name. */
export interface StatementBody {
  statement: string;
  preparedStatements: Record<string, string>;
}

// `isClientsUseV2Format` of Trino Gateway: commercial clients send it.
const v2Body = z.object({
  query: z.string(),
  preparedStatements: z.record(z.string(), z.string()).nullish(),
});

/**
 * Reads the body of a statement's POST: SQL as it is, or JSON `{query, preparedStatements?}` of the V2
 * format. The two cannot be confused, as no statement of Trino begins with `{`.
 */
export function readStatementBody(
  body: string,
  preparedStatements: Record<string, string> = {},
): StatementBody {
  const v2 = /^\s*\{/.test(body) ? v2Body.safeParse(jsonOf(body)) : undefined;
  if (!v2?.success) return { statement: body, preparedStatements };
  return {
    statement: v2.data.query,
    preparedStatements: { ...preparedStatements, ...v2.data.preparedStatements },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
