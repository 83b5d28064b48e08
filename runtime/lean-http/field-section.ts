import { writeFieldLines } from './field-lines';

/** Headers to be sent. Answers that have the same share one, so that its lines are made once. */
export class FieldSection {
  private written: string | undefined;
  private said: Said | undefined;

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
}

interface Said {
  length: boolean;
  date: boolean;
  connection: boolean;
  /** Whether no other message may follow on the connection. */
  close: boolean;
}

function readSaid(headers: readonly string[]): Said {
  const said = { length: false, date: false, connection: false, close: false };
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const name = (headers[i] ?? '').toLowerCase();
    if (name === 'content-length') said.length = true;
    else if (name === 'date') said.date = true;
    else if (name === 'connection') {
      said.connection = true;
      said.close ||= headers[i + 1] === 'close';
    }
  }
  return said;
}

/** The same text in one piece: one that was put together is walked through each time it is sent. */
export function flat(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
