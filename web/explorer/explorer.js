/* global React, ReactDOM, GraphiQL */

const KEY = 'concord-key';
const field = document.getElementById('key');
// For this tab alone: a key in local storage would outlive the session.
field.value = sessionStorage.getItem(KEY) ?? '';
field.addEventListener('input', () => sessionStorage.setItem(KEY, field.value.trim()));

function authorization() {
  const key = field.value.trim();
  return key ? { authorization: `Bearer ${key}` } : {};
}

async function overHttp(request, { headers } = {}) {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization(), ...headers },
    body: JSON.stringify(request),
  });
  return response.json();
}

/** One subscription over graphql-transport-ws, as the async iterator that GraphiQL follows. */
async function* overWebSocket(request) {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const messages = [];
  let wake = () => undefined;
  const push = (message) => {
    messages.push(message);
    wake();
  };
  socket.onopen = () => socket.send(JSON.stringify({ type: 'connection_init', payload: authorization() }));
  socket.onclose = ({ code, reason }) => push({ type: 'closed', code, reason });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    if (message.type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: request }));
    else if (message.type === 'ping') socket.send(JSON.stringify({ type: 'pong' }));
    else push(message);
  };
  try {
    for (;;) {
      while (messages.length === 0) await new Promise((resolve) => (wake = resolve));
      const { type, payload, code, reason } = messages.shift();
      if (type === 'next') yield payload;
      else if (type === 'error') yield { errors: payload };
      else if (type === 'closed' && code !== 1000)
        yield { errors: [{ message: `the connection was closed: ${code} ${reason}` }] };
      if (type === 'complete' || type === 'error' || type === 'closed') return;
    }
  } finally {
    socket.close(1000);
  }
}

const isSubscription = ({ query, operationName }) =>
  new RegExp(operationName ? `subscription\\s+${operationName}\\b` : '^\\s*subscription\\b', 'm').test(query);

const fetcher = (request, options) => (isSubscription(request) ? overWebSocket(request) : overHttp(request, options));

const tabs = await (await fetch('/explorer/queries.json')).json();
const asTab = ({ title, query, variables }) => ({
  query: `# ${title}\n${query}\n`,
  variables: variables ? JSON.stringify(variables, null, 2) : undefined,
});

ReactDOM.createRoot(document.getElementById('explorer')).render(
  React.createElement(GraphiQL, {
    fetcher,
    defaultTabs: tabs.map(asTab),
    defaultEditorToolsVisibility: false,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    title: 'Concord',
  }),
);
