/**
 * Cookies of coordinators. All of them set the same names (`Trino-UI-Token`) for the same paths, and the
 * pages of the web UI call `/ui/api/…` without the cluster's segment (seen on 476). So each cluster's
 * cookies get a name of their own and go to the whole site; a cluster gets only its own back.
 */

/**
 * Renames the cookies that a coordinator sets: `Trino-UI-Token` of blue is `c~blue~Trino-UI-Token`, and
 * `__Secure-Trino-Nonce` is `__Secure-c~blue~Trino-Nonce`.
 */
export function nameCookies(rawHeaders: readonly string[], mark: string): readonly string[] {
  return rawHeaders.map((part, i) =>
    i % 2 === 1 && rawHeaders[i - 1]?.toLowerCase() === 'set-cookie' ? marked(part, mark) : part,
  );
}

function marked(cookie: string, mark: string): string {
  const [pair = '', ...attributes] = cookie.split(';');
  const kept = attributes.filter((attribute) => !/^\s*path\s*=/i.test(attribute));
  const [guarantee, name] = splitGuarantee(pair.trim());
  return [`${guarantee}${mark}${name}`, ...kept, ' Path=/'].join(';');
}

// Browsers take such cookies from https only (RFC 6265bis, 4.1.3); so these words stay in front.
const GUARANTEE = /^__(?:Secure|Host)-/i;

/** `__Secure-Trino-Nonce=1` is `__Secure-` and `Trino-Nonce=1`. */
function splitGuarantee(pair: string): [guarantee: string, rest: string] {
  const [guarantee = ''] = GUARANTEE.exec(pair) ?? [];
  return [guarantee, pair.slice(guarantee.length)];
}

/**
 * The headers with the cookies that a cluster set under the names it knows, without those of other
 * clusters. `prefix` begins every mark; cookies without one are of nobody's UI and stay.
 */
export function ownCookies(
  rawHeaders: readonly string[],
  mark: string,
  prefix: string,
): readonly string[] {
  const kept: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    if (name.toLowerCase() !== 'cookie') kept.push(name, value);
    else {
      const own = ownIn(value, mark, prefix);
      if (own !== '') kept.push(name, own);
    }
  }
  return kept;
}

function ownIn(cookies: string, mark: string, prefix: string): string {
  return cookies
    .split(';')
    .map((cookie) => splitGuarantee(cookie.trim()))
    .filter(([, name]) => name.startsWith(mark) || !name.startsWith(prefix))
    .map(
      ([guarantee, name]) => guarantee + (name.startsWith(mark) ? name.slice(mark.length) : name),
    )
    .join('; ');
}

/** What goes before the names of a cluster's cookies; no other cluster's mark begins with it. */
export function cookieMark(cluster: string, prefix: string): string {
  return `${prefix}${cluster}~`;
}
