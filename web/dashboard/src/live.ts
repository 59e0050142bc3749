const TOGETHER_MS = 250;
const RETRY_MS = 3_000;
const EVENTS = 'subscription ($after: Position) { events(after: $after) { position } }';

/** A connection that is kept while the page can be seen. */
export interface Live {
  /** Connects, where it has not; lost connections are made again. */
  readonly start: () => void;
  readonly stop: () => void;
}

interface Message {
  readonly type: string;
  readonly payload?: { readonly data?: { readonly events: { readonly position: string } } };
}

/**
 * Follows the events of a service by one WebSocket.
 * @param hear called soon after an event, once for several at once, with the position of the last; undefined where events may have been missed
 * @param keyOf the key for the next connection
 */
export function liveOf(
  service: string,
  hear: (position: string | undefined) => void,
  keyOf: () => string | undefined = () => undefined,
): Live {
  let isOn = false;
  let hasTried = false;
  let socket: WebSocket | undefined;
  let last: string | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hearSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      hear(last);
    }, TOGETHER_MS);
  };
  const connect = () => {
    const isLate = hasTried;
    hasTried = true;
    if (socket || !isOn || document.hidden) return;
    const mine = new WebSocket(`${service.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
    socket = mine;
    const send = (message: object) => mine.send(JSON.stringify(message));
    const key = keyOf();
    mine.onopen = () => send({ type: 'connection_init', payload: key ? { Authorization: `Bearer ${key}` } : {} });
    mine.onmessage = ({ data }: MessageEvent<string>) => {
      const { type, payload } = JSON.parse(data) as Message;
      if (type === 'connection_ack') {
        send({ id: '1', type: 'subscribe', payload: { query: EVENTS, variables: { after: last } } });
        // Without a position to go on from, what came before this connection is not sent.
        if (isLate && last === undefined) hearSoon();
      } else if (type === 'ping') send({ type: 'pong' });
      else if (type === 'next' && payload?.data) {
        last = payload.data.events.position;
        hearSoon();
      }
    };
    mine.onclose = () => {
      if (socket !== mine) return;
      socket = undefined;
      setTimeout(connect, RETRY_MS);
    };
  };
  const rest = () => {
    const resting = socket;
    socket = undefined;
    resting?.close(1000);
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? rest() : connect()));
  return {
    start: () => {
      isOn = true;
      connect();
    },
    stop: () => {
      isOn = false;
      rest();
    },
  };
}
