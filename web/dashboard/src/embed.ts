import { liveOf } from './live.js';
import { plain } from './plain.js';

/** The service that the script comes from. */
const SERVICE = new URL(import.meta.url).origin;

const STATUS = `query Status($state: ID!) {
  cooperationStatus(states: [$state]) { nodes { state { name } on cells { conclusion status rule } } }
  codeList(name: CONCLUSION) { codes(first: 50) { nodes { value label } } }
}`;

const STYLE = `
:host { display: block; color: var(--concord-ink, CanvasText); background: var(--concord-paper, Canvas); font: var(--concord-font, inherit); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; font-weight: 600; }
th, td { text-align: start; vertical-align: top; padding: 0.3em 0.6em; border-block-end: 1px solid var(--concord-line, GrayText); font-weight: inherit; }
footer { font-size: 0.85em; }`;

interface Answer {
  readonly cooperationStatus: {
    readonly nodes: readonly {
      readonly state: { readonly name: string };
      readonly on: string;
      readonly cells: readonly { readonly conclusion: string; readonly status: string; readonly rule: string }[];
    }[];
  };
  readonly codeList: { readonly codes: { readonly nodes: readonly { readonly value: string; readonly label: string | null }[] } };
}

/** Elements on the page, which share one connection. */
const shown = new Set<Status>();
const live = liveOf(SERVICE, () => shown.forEach((element) => void element.refresh()));

/**
 * `<concord-status state="actor_…" lang="fr">`: how a State stands on the nine conclusions, as anybody may see it without a key. Themes by the variables
 * `--concord-ink`, `--concord-paper`, `--concord-line` and `--concord-font`.
 */
class Status extends HTMLElement {
  static readonly observedAttributes = ['state', 'lang'];
  readonly #root = this.attachShadow({ mode: 'open' });

  connectedCallback(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.#root.adoptedStyleSheets = [sheet];
    shown.add(this);
    live.start();
    void this.refresh();
  }

  disconnectedCallback(): void {
    shown.delete(this);
    if (shown.size === 0) live.stop();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) void this.refresh();
  }

  /** Asks, and shows the answer; an error is said in its place. */
  async refresh(): Promise<void> {
    try {
      const response = await fetch(`${SERVICE}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-language': this.lang || document.documentElement.lang || 'en' },
        body: JSON.stringify({ query: STATUS, variables: { state: this.getAttribute('state') } }),
      });
      const { data, errors } = (await response.json()) as { data?: Answer; errors?: readonly { readonly message: string }[] };
      if (!data || errors) throw new Error(errors?.map(({ message }) => message).join('; '));
      this.#show(data);
    } catch (error) {
      this.#root.replaceChildren(element('p', { role: 'alert' }, (error as Error).message));
    }
  }

  #show({ cooperationStatus, codeList }: Answer): void {
    const row = cooperationStatus.nodes[0];
    if (!row) return this.#root.replaceChildren(element('p', {}, 'Nothing on record.'));
    const labels = new Map(codeList.codes.nodes.map(({ value, label }) => [value, label]));
    const rules = [...new Set(row.cells.map(({ rule }) => rule))].join(', ');
    this.#root.replaceChildren(
      element(
        'table',
        {},
        element('caption', {}, row.state.name),
        element(
          'tbody',
          {},
          ...row.cells.map(({ conclusion, status }) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, `${conclusion} ${labels.get(conclusion) ?? ''}`),
              element('td', {}, plain(status)),
            ),
          ),
        ),
      ),
      element(
        'footer',
        {},
        `${row.on} · ${rules} · `,
        element('a', { href: `${SERVICE}/states/${this.getAttribute('state')}` }, 'Concord'),
      ),
    );
  }
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

customElements.define('concord-status', Status);
