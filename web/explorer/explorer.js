/* global React, ReactDOM, GraphiQL */

const KEY = 'concord-key';
const field = document.getElementById('key');
// For this tab alone: a key in local storage would outlive the session.
field.value = sessionStorage.getItem(KEY) ?? '';
field.addEventListener('input', () => sessionStorage.setItem(KEY, field.value.trim()));

/** What is written in the headers editor, and the key where no other is written there. */
function headersFor(written = {}) {
  const headers = new Headers(written);
  const key = field.value.trim();
  if (key && !headers.has('authorization')) headers.set('authorization', `Bearer ${key}`);
  return headers;
}

async function overHttp(request, { headers: written } = {}) {
  const headers = headersFor(written);
  headers.set('content-type', 'application/json');
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(request) });
  return response.json();
}

/** One subscription over graphql-transport-ws, as the async iterator that GraphiQL follows. */
async function* overWebSocket(request, { headers } = {}) {
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
  const messages = [];
  let wake = () => undefined;
  const push = (message) => {
    messages.push(message);
    wake();
  };
  socket.onopen = () =>
    socket.send(JSON.stringify({ type: 'connection_init', payload: Object.fromEntries(headersFor(headers)) }));
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

function isSubscription({ operationName }, { documentAST } = {}) {
  const operations = documentAST?.definitions.filter(({ kind }) => kind === 'OperationDefinition') ?? [];
  const asked = operations.find(({ name }) => name?.value === operationName) ?? operations[0];
  return asked?.operation === 'subscription';
}

const fetcher = (request, options) => (isSubscription(request, options) ? overWebSocket : overHttp)(request, options);

const tabs = await (await fetch('/explorer/queries.json')).json();
/** A query that a link brings, in the part of the address that no server is sent. */
const linked = new URLSearchParams(location.hash.slice(1));
if (linked.has('query'))
  tabs.unshift({
    title: 'From the dashboard',
    query: linked.get('query'),
    variables: JSON.parse(linked.get('variables') ?? '{}'),
  });
history.replaceState(null, '', location.pathname);
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
