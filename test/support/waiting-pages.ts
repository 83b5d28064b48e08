import { call, nextUri, type Answer } from './statement-client';

/** Whether a page is one of a statement that waits for its place. */
export const isWaiting = (answer: Answer) => nextUri(answer).includes('/v1/statement/waiting/');

/** Reads pages until the query has left the queue; the first page of the coordinator's. */
export async function untilSubmitted(answer: Answer): Promise<Answer> {
  let page = answer;
  while (isWaiting(page)) page = await call(nextUri(page));
  return page;
}

/** Reads all pages from this one on. */
export async function untilEnded(answer: Answer): Promise<Answer[]> {
  const pages = [answer];
  for (let next = nextUri(answer); next !== ''; next = nextUri(pages.at(-1)!))
    pages.push(await call(next));
  return pages;
}
