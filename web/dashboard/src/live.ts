import { announce, keyOf } from './api.js';

const DELAY_MS = 250;
const RETRY_MS = 3_000;

/** Follows the events by one WebSocket a page, while it can be seen: what is shown is asked for again soon after each. */
export function followLive(): void {
  let socket: WebSocket | undefined;
  let last: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hear = (position: string) => {
    last = position;
    // Several events at once are one change of the page.
    timer ??= setTimeout(() => {
      timer = undefined;
      announce(last);
    }, DELAY_MS);
  };
  const connect = () => {
    if (socket || document.hidden) return;
    const mine = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    socket = mine;
    const key = keyOf();
    mine.onopen = () =>
      mine.send(JSON.stringify({ type: 'connection_init', payload: key ? { Authorization: `Bearer ${key}` } : {} }));
    mine.onmessage = ({ data }: MessageEvent<string>) => {
      const message = JSON.parse(data) as { type: string; payload?: { data?: { events: { position: string } } } };
      if (message.type === 'connection_ack')
        mine.send(
          JSON.stringify({
            id: '1',
            type: 'subscribe',
            payload: {
              query: 'subscription ($after: Position) { events(after: $after) { position } }',
              variables: { after: last },
            },
          }),
        );
      else if (message.type === 'ping') mine.send(JSON.stringify({ type: 'pong' }));
      else if (message.type === 'next' && message.payload?.data) hear(message.payload.data.events.position);
    };
    mine.onclose = () => {
      if (socket !== mine) return;
      socket = undefined;
      setTimeout(connect, RETRY_MS);
    };
  };
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) return connect();
    const resting = socket;
    socket = undefined;
    resting?.close(1000);
  });
  connect();
}
