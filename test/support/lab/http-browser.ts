import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';

/** A page that a browser shows, with the URL that its redirects ended at. */
export interface ShownPage {
  url: string;
  status: number;
  text: string;
}

type Fields = Record<string, string>;

/** What logins need of a browser: it follows redirects, keeps cookies for each origin, sends forms. */
export class HttpBrowser {
  private readonly jars = new Map<string, Map<string, string>>();

  async open(url: string, form?: URLSearchParams): Promise<ShownPage> {
    const answer = await this.ask(new URL(url), form);
    if (answer.location === undefined) return { url, status: answer.status, text: answer.text };
    return this.open(new URL(answer.location, url).href);
  }

  /** Sends the form of a page with its hidden fields and what a person fills in. */
  submit({ url, text }: ShownPage, filledIn: Fields): Promise<ShownPage> {
    const [, action = ''] = /<form[^>]* action="([^"]*)"/.exec(text) ?? [];
    const hidden = text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
    const fields = Object.fromEntries([...hidden].map(([, name, value]) => [name, value]));
    return this.open(new URL(action, url).href, new URLSearchParams({ ...fields, ...filledIn }));
  }

  private jarOf(url: URL): Map<string, string> {
    const jar = this.jars.get(url.origin) ?? new Map<string, string>();
    this.jars.set(url.origin, jar);
    return jar;
  }

  private ask(
    url: URL,
    form?: URLSearchParams,
  ): Promise<{ status: number; location: string | undefined; text: string }> {
    const jar = this.jarOf(url);
    const headers = {
      cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    // The lab's certificate is its own; whether clients trust it, the clients of other makers tell.
    const options = { method: form ? 'POST' : 'GET', headers, rejectUnauthorized: false };
    return new Promise((resolve, reject) => {
      const request = send(url, options, (answer) => {
        for (const cookie of answer.headers['set-cookie'] ?? []) keep(jar, cookie);
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const { statusCode: status = 0, headers } = answer;
          resolve({ status, location: headers.location, text: Buffer.concat(chunks).toString() });
        });
      });
      request.on('error', reject).end(form?.toString());
    });
  }
}

function keep(jar: Map<string, string>, cookie: string): void {
  const [, name = '', value = ''] = /^([^=;]*)=([^;]*)/.exec(cookie) ?? [];
  if (/;\s*max-age=0/i.test(cookie)) jar.delete(name);
  else jar.set(name, value);
}
