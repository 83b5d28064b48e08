import { throughUs, type ClientView } from './client-view';
import { isToProvider, returnThroughUs } from './provider-redirect';

/**
 * Leads what an answer's headers name through us: redirects, and the servers of an OAuth2 challenge
 * (`Bearer x_redirect_server="…", x_token_server="…"`).
 */
export function rewriteHeaders(rawHeaders: readonly string[], view: ClientView): string[] {
  return rawHeaders.map((part, i) => {
    const name = i % 2 === 1 ? rawHeaders[i - 1]?.toLowerCase() : undefined;
    if (name === 'location') return redirect(part, view);
    if (name !== 'www-authenticate') return part;
    return part.replace(/_server="([^"]*)"/g, (_, uri: string) => {
      return `_server="${throughUs(uri, view)}"`;
    });
  });
}

function redirect(location: string, view: ClientView): string {
  return isToProvider(location) ? returnThroughUs(location, view) : throughUs(location, view);
}
