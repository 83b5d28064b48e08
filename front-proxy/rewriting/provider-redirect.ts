/**
 * Redirects to an OpenID provider, for a login or a logout. The provider sends the browser back to the
 * URI that the redirect names, which Trino 476 makes without X-Forwarded-Prefix.
 */
import { throughUs, type ClientView } from './client-view';

const RETURN_URI = /([?&](?:redirect_uri|post_logout_redirect_uri)=)([^&#]*)/g;

/** Whether a redirect leads to a provider, which may share the host with us. */
export function isToProvider(location: string): boolean {
  return location.search(RETURN_URI) >= 0;
}

/** The redirect with the way back from the provider through us; the rest stays byte for byte. */
export function returnThroughUs(location: string, view: ClientView): string {
  return location.replace(RETURN_URI, (whole, parameter: string, encoded: string) => {
    const uri = new URLSearchParams(`uri=${encoded}`).get('uri') ?? '';
    const ours = throughUs(uri, view);
    return ours === uri ? whole : parameter + encodeURIComponent(ours);
  });
}
