import { z } from 'zod';

const LIMIT = 'must be a whole number from 1 to 500';

/** What every list that comes in pages is asked with. */
export const pageQuery = z.strictObject({
  limit: z
    .string()
    .regex(/^\d{1,3}$/, LIMIT)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 500, LIMIT)
    .default(50)
    .describe('Most entries of one page, 1 to 500; default 50.'),
  before: z.string().max(200).optional().describe('`next` of the page before.'),
});

/** Reads one page; one entry more is asked for than shown, which tells whether there is a next page. */
export async function onePage<Item, Query extends { limit: number }>(
  query: Query,
  read: (query: Query) => Promise<Item[]>,
  cursorOf: (last: Item) => string,
): Promise<{ items: Item[]; next?: string }> {
  const found = await read({ ...query, limit: query.limit + 1 });
  const items = found.slice(0, query.limit);
  const last = items.at(-1);
  return found.length > items.length && last ? { items, next: cursorOf(last) } : { items };
}
