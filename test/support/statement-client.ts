/** One answer of a coordinator as it came: status, headers, and the body as text and as JSON. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: Record<string, unknown>;
}

const USER = { 'X-Trino-User': 'tester' };

export async function call(
  url: string,
  init: {
    method?: string;
    body?: string;
    headers?: Record<string, string>;
    signal?: AbortSignal;
  } = {},
): Promise<Answer> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : {};
  const json = parsed as Record<string, unknown>;
  return { status: response.status, headers: response.headers, text, json };
}

/** POSTs a statement as user `tester`. */
export function submit(
  baseUrl: string,
  statement: string,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const all = { ...USER, ...headers };
  return call(`${baseUrl}/v1/statement`, { method: 'POST', body: statement, headers: all, signal });
}

/** The nextUri of a page; empty when the query has ended. */
export function nextUri({ json }: Answer): string {
  return typeof json.nextUri === 'string' ? json.nextUri : '';
}

/** Submits a statement and follows its pages to the end; all answers, in order. */
export async function run(
  baseUrl: string,
  statement: string,
  headers: Record<string, string> = {},
): Promise<Answer[]> {
  const answers = [await submit(baseUrl, statement, headers)];
  for (let next = nextUri(answers[0]!); next !== ''; next = nextUri(answers.at(-1)!))
    answers.push(await call(next));
  return answers;
}

/** All rows of a query's pages. */
export function rowsOf(answers: Answer[]): unknown[][] {
  return answers.flatMap(({ json }) => (json.data as unknown[][] | undefined) ?? []);
}

/** The value of a response header on whichever page it came. */
export function headerOf(answers: Answer[], name: string): string | undefined {
  return (
    answers.map(({ headers }) => headers.get(name)).find((value) => value !== null) ?? undefined
  );
}
