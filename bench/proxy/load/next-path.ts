import { type Message } from './message-reader';

const NEXT_URI = /"nextUri":"https?:\/\/[^/]+([^"]+)"/;

/** The path of a page's nextUri; undefined of the last page. */
export function nextPathIn({ start }: Message): string | undefined {
  return NEXT_URI.exec(start)?.[1];
}
