import { type ActorKind, KIND_OF_IATI_TYPE } from '../../codes/actor-kinds.js';
import { parseOccurred } from '../../event-sourcing/occurred.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { onLine } from '../publication/lines.js';
import { type Effect, type Found, type Organisation } from '../publication/publication.js';
import { listed, plainName } from '../publication/values.js';
import { type XmlElement } from './read-activities.js';

/** References that publishers write where they have none. */
const NO_REFERENCE = /^(-+|0+|\.+|\?+|n\/?a|none|null|nil|unknown|not (available|applicable|known)|tb[cd]|x+)$/i;

/** Reads the parts of one activity and collects what is wrong with them. */
export class ActivityReader {
  readonly problems: Found[] = [];

  /** @param today day of the import: what happened lies before it */
  constructor(
    readonly activity: XmlElement,
    readonly today: string,
  ) {}

  /** The activity cannot be taken. */
  refuse({ line }: XmlElement, rule: string, element?: string, value?: string): undefined {
    this.problems.push({ line, element, value, rule, effect: 'ITEM' });
  }

  /** The activity is taken without this. */
  leaveOut({ line, name }: XmlElement, rule: string, element: string = name, value?: string): undefined {
    this.problems.push({ line, element, value, rule, effect: 'PART' });
  }

  /** This register does not keep such parts. */
  notKept(
    { line, name }: XmlElement,
    rule: string,
    effect: Extract<Effect, 'NOT_KEPT' | 'NOTE'> = 'NOT_KEPT',
    value?: string,
  ): undefined {
    this.problems.push({ line, element: name, value, rule, effect });
  }

  /** Says of elements that are there once how many there are more: the first of them counts. */
  checkOnce(element: XmlElement): void {
    const before = new Map<string, XmlElement>();
    for (const child of element.children) {
      const first = before.get(child.name);
      if (!first) before.set(child.name, child);
      else if (ONCE[element.name]?.has(child.name)) this.leaveOut(child, `is there once; that of line ${first.line} counts`);
    }
  }

  get refused(): boolean {
    return this.problems.some(({ effect }) => effect === 'ITEM');
  }

  /** Reads the parts of one name. Where one cannot be read, the problems found in it leave all of it out. */
  parts<T extends object>(parent: XmlElement, name: string, read: (element: XmlElement) => T | undefined): T[] {
    return this.each(parent, name, (element) => {
      const before = this.problems.length;
      this.checkOnce(element);
      const found = read(element);
      if (found !== undefined) return found;
      for (const [i, problem] of this.problems.entries()) if (i >= before) this.problems[i] = { ...problem, part: name };
      return undefined;
    });
  }

  /** Reads the children of one name; those that cannot be read are left out. */
  each<T extends object>(parent: XmlElement, name: string, read: (element: XmlElement) => T | undefined): T[] {
    return all(parent, name).flatMap((element) => {
      const found = read(element);
      return found === undefined ? [] : [onLine(element.line, found)];
    });
  }

  /** A code of a list, as what stands for it here. */
  code<T>(element: XmlElement, attribute: string, codes: Readonly<Record<string, T>> | ReadonlySet<string>): T | undefined {
    const where = `${element.name}/@${attribute}`;
    const value = element.attributes[attribute]?.trim();
    if (!value) return this.leaveOut(element, 'is missing', where);
    const found = codes instanceof Set ? (codes.has(value) ? (value as T) : undefined) : own(codes as Record<string, T>, value);
    return found ?? this.leaveOut(element, `is ${listed(codes instanceof Set ? [...codes] : Object.keys(codes))}`, where, value);
  }

  /** `@iso-date` or another attribute with a day; xsd:date allows an offset, which says nothing of a day. */
  day(element: XmlElement, attribute = 'iso-date'): string | undefined {
    const where = `${element.name}/@${attribute}`;
    const value = element.attributes[attribute]?.trim();
    if (!value) return this.leaveOut(element, 'is missing', where);
    const day = value.replace(/(Z|[+-]\d{2}:\d{2})$/, '');
    if (parseOccurred(day)?.precision === 'day') return day;
    const rule = /^\d{4}-\d{2}-\d{2}$/.test(day) ? 'is a day that exists' : 'is a day, written YYYY-MM-DD';
    return this.leaveOut(element, rule, where, value);
  }

  /** Narratives of one element or several: one text a language, in the order of the file. */
  texts(elements: readonly XmlElement[]): LocalizedText | undefined {
    const found = new Map<string, string[]>();
    const lines = new Map<string, number>();
    for (const element of elements) {
      for (const narrative of all(element, 'narrative')) {
        const language = this.#languageOf(narrative, element);
        const text = narrative.text.replaceAll('\0', '');
        if (!text) continue;
        found.set(language, [...(found.get(language) ?? []), text]);
        lines.set(language, narrative.line);
      }
    }
    if (found.size === 0) return undefined;
    const read = [...found].map(([language, texts]) =>
      onLine(lines.get(language)!, { language, text: [...new Set(texts)].join('\n\n') }),
    );
    return onLine([...lines.values()][0]!, read);
  }

  text(element: XmlElement | undefined): LocalizedText | undefined {
    return element && this.texts([element]);
  }

  /** The nearest `xml:lang`, as a canonical tag; `und` for what is no language, with a note. */
  #languageOf(narrative: XmlElement, element: XmlElement): string {
    for (const bearer of [narrative, element, this.activity]) {
      const said = bearer.attributes['xml:lang']?.trim();
      if (!said) continue;
      const tag = canonical(said.replaceAll('_', '-'));
      if (tag !== undefined && !said.includes('_')) return tag;
      if (bearer !== this.activity) {
        const rule =
          tag === undefined ? 'is no language tag (BCP 47); read as und' : `is no language tag (BCP 47); read as ${tag}`;
        this.problems.push({ line: bearer.line, element: `${bearer.name}/@xml:lang`, value: said, rule, effect: 'NOTE' });
      }
      return tag ?? 'und';
    }
    return 'und';
  }

  /** An organisation, or undefined (with the problem noted) where neither name nor identifier says which. */
  organisation(element: XmlElement, effect: Extract<Effect, 'ITEM' | 'PART'> = 'PART'): Organisation | undefined {
    const { attributes, line } = element;
    const given = attributes.ref?.trim();
    const ref = given && !NO_REFERENCE.test(given) ? given : undefined;
    const named = this.text(element);
    const name = named ?? (ref ? [{ language: 'und', text: ref }] : undefined);
    if (!name) {
      this.problems.push({ line, element: element.name, rule: 'has a name or an identifier', effect });
      return undefined;
    }
    const said = attributes.type?.trim();
    const known = said !== undefined && own(KIND_OF_IATI_TYPE, said) !== undefined;
    if (said && !known) {
      const rule = 'is a code of IATI OrganisationType; read as 90, Other';
      this.problems.push({ line, element: `${element.name}/@type`, value: said, rule, effect: 'NOTE' });
    }
    const type = known ? said : OTHER;
    const actorKind: ActorKind = KIND_OF_IATI_TYPE[type]!;
    return { ref, key: ref ?? `${type}:${plainName(name[0]!.text)}`, name, actorKind, line };
  }
}

/** Children that an element has once, of those that are read: what a second one says would be lost without a word. */
const ONCE: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    'iati-activity': `iati-identifier reporting-org title activity-status activity-scope collaboration-type default-flow-type
      default-finance-type default-tied-status`,
    'iati-organisation': 'organisation-identifier name reporting-org',
    transaction:
      'transaction-type transaction-date value description provider-org receiver-org recipient-country recipient-region',
    budget: 'period-start period-end value',
    'planned-disbursement': 'period-start period-end value provider-org receiver-org',
    result: 'title description',
    indicator: 'title',
    period: 'period-start period-end',
  }).map(([name, once]) => [name, new Set(once.split(/\s+/))]),
);

/** OrganisationType "Other", for organisations of which none is said. */
const OTHER = '90';

export function all({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((child) => child.name === name);
}

export function first({ children }: XmlElement, name: string): XmlElement | undefined {
  return children.find((child) => child.name === name);
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}
