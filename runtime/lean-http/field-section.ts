import { lowerName, writeFieldLines } from './field-lines';

/** Headers to be sent. Messages that have the same share one, so that its lines are made once. */
export class FieldSection {
  private written: string | undefined;
  private said: Said | undefined;
  private names: Set<string> | undefined;

  /** @param headers names and values in turn */
  constructor(readonly headers: readonly string[]) {}

  /** As they are sent; throws where one cannot be. */
  get lines(): string {
    return (this.written ??= flat(writeFieldLines(this.headers)));
  }

  /** What of the headers decides how the message is sent. */
  get says(): Said {
    return (this.said ??= readSaid(this.headers));
  }

  has(name: string): boolean {
    this.names ??= new Set(this.headers.filter((_, i) => i % 2 === 0).map(lowered));
    return this.names.has(lowered(name));
  }
}

export interface Said {
  host: boolean;
  date: boolean;
  /** The value of Content-Length. */
  length: string | undefined;
  connection: boolean;
  /** Whether no other message may follow on the connection. */
  close: boolean;
}

/** @param headers names and values in turn */
export function readSaid(headers: readonly string[]): Said {
  const said: Said = {
    host: false,
    date: false,
    length: undefined,
    connection: false,
    close: false,
  };
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const [name = '', value = ''] = [headers[i], headers[i + 1]];
    switch (lowerName(name)) {
      case 'host':
        said.host = true;
        break;
      case 'date':
        said.date = true;
        break;
      case 'content-length':
        said.length ??= value;
        break;
      case 'connection':
        said.connection = true;
        said.close ||= value === 'close';
        break;
    }
  }
  return said;
}

/** The same text in one piece: one that was put together is walked through each time it is sent. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

const lowered = (name: string) => lowerName(name) ?? name.toLowerCase();
