/** A part of a text holds the whole in memory: the head of a request, the page of a result. This holds none. */
export function ownText(part: string): string {
  return Buffer.from(part).toString();
}
