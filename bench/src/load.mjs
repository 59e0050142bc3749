import autocannon from 'autocannon';
import { SECONDS } from './support.mjs';

/**
 * Sends requests by so many callers, each its next one when it has been answered.
 * @param server with url and headers
 * @param make the body of a request, made for each, or one text for all
 * @param isGood what each answer has to hold; looked at where bodies are made for each
 * @returns requests a second
 * @throws where a request failed
 */
export async function load(server, make, { callers = 32, seconds = SECONDS, isGood } = {}) {
  let bad;
  const request =
    typeof make === 'string'
      ? { body: make }
      : {
          setupRequest: (one) => ({ ...one, body: make() }),
          onResponse: (_status, body) => void (isGood(body) || (bad ??= body)),
        };
  const { url, headers } = server;
  const result = await autocannon({ url, method: 'POST', headers, connections: callers, duration: seconds, requests: [request] });
  if (result.errors || result.timeouts || result.non2xx || bad)
    throw new Error(`${url}: ${result.errors} errors, ${result.timeouts} time-outs, ${result.non2xx} refused; ${bad ?? ''}`);
  return result['2xx'] / result.duration;
}
