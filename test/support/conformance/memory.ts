import type { Page } from './conversation';
import { headersNamed, jsonOf, type Exchange } from './exchange';

/** What one side of a conversation has heard so far, for the next request. */
export class Memory {
  private readonly answers = new Map<string, Exchange[]>();
  private last = '';

  remember(step: string, answers: Exchange[]): void {
    if (this.answers.has(step)) throw new Error(`two steps have the name ${step}`);
    this.answers.set(step, answers);
    this.last = step;
  }

  /** The last page of a step; of the one before when no name is given. */
  page(step = this.last): Page {
    return jsonOf(this.of(step).at(-1)!);
  }

  nextUri(step?: string): string {
    return needed(this.page(step).nextUri, `nextUri of ${step ?? this.last}`);
  }

  queryId(step?: string): string {
    return needed(this.page(step).id, `query id of ${step ?? this.last}`);
  }

  /** Where the last page of a step was found. */
  url(step = this.last): string {
    return this.of(step).at(-1)!.url.href;
  }

  /** URLs of all pages of a step. */
  urls(step = this.last): string[] {
    return this.of(step).map(({ url }) => url.href);
  }

  /** The values of a header on any page of a step. */
  headers(step: string, name: string): string[] {
    return this.of(step).flatMap((answer) => headersNamed(answer, name));
  }

  header(step: string, name: string): string {
    return needed(this.headers(step, name)[0], `${name} of ${step}`);
  }

  /** The cookies of a step's answer as a browser sends them back. */
  cookies(step: string): string {
    return this.headers(step, 'set-cookie')
      .map((cookie) => cookie.split(';', 1)[0])
      .join('; ');
  }

  private of(step: string): Exchange[] {
    return needed(this.answers.get(step), `answer to ${step}`);
  }
}

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
