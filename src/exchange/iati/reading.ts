import { type ActorKind, KIND_OF_IATI_TYPE } from '../../codes/actor-kinds.js';
import { parseOccurred } from '../../event-sourcing/occurred.js';
import { type LocalizedText } from '../../event-sourcing/values.js';
import { type Organisation, type Problem } from '../publication/publication.js';
import { plainName } from '../publication/values.js';
import { type XmlElement } from './read-activities.js';

/** References that publishers write where they have none. */
const NO_REFERENCE = /^(-+|0+|\.+|\?+|n\/?a|none|null|nil|unknown|not (available|applicable|known)|tb[cd]|x+)$/i;

/** Reads the parts of one activity and collects what is wrong with them. */
export class ActivityReader {
  readonly problems: Omit<Problem, 'file' | 'identifier'>[] = [];

  /** @param today day of the import: what happened lies before it */
  constructor(
    readonly activity: XmlElement,
    readonly today: string,
  ) {}

  /** The activity cannot be taken. */
  fail({ line }: XmlElement, reason: string): undefined {
    this.problems.push({ line, reason, of: 'ITEM' });
  }

  /** The activity can be taken without this. */
  leaveOut({ line }: XmlElement, reason: string): undefined {
    this.problems.push({ line, reason, of: 'PART' });
  }

  get failed(): boolean {
    return this.problems.some((problem) => problem.of === 'ITEM');
  }

  /** A code of a list, as what stands for it here. */
  code<T>(element: XmlElement, attribute: string, codes: Readonly<Record<string, T>> | ReadonlySet<string>): T | undefined {
    const value = element.attributes[attribute]?.trim();
    if (!value) return this.fail(element, `${element.name}/@${attribute} is missing`);
    const found = codes instanceof Set ? (codes.has(value) ? (value as T) : undefined) : own(codes as Record<string, T>, value);
    return found ?? this.fail(element, `${element.name}/@${attribute}: ${value} is not a code of its list`);
  }

  /** `@iso-date` or another attribute with a day; xsd:date allows an offset, which says nothing of a day. */
  day(element: XmlElement, attribute = 'iso-date'): string | undefined {
    const value = element.attributes[attribute]?.trim();
    if (!value) return this.fail(element, `${element.name}/@${attribute} is missing`);
    const day = value.replace(/(Z|[+-]\d{2}:\d{2})$/, '');
    return parseOccurred(day)?.precision === 'day'
      ? day
      : this.fail(element, `${element.name}/@${attribute}: ${value} is not a day that exists`);
  }

  /** Narratives of one element or several: one text a language, in the order of the file. */
  texts(elements: readonly XmlElement[]): LocalizedText | undefined {
    const inherited = this.activity.attributes['xml:lang']?.trim() || 'und';
    const found = new Map<string, string[]>();
    for (const element of elements) {
      const own = element.attributes['xml:lang']?.trim() || inherited;
      for (const narrative of all(element, 'narrative')) {
        const language = narrative.attributes['xml:lang']?.trim() || own;
        const text = narrative.text.replaceAll('\0', '');
        if (!isLanguage(language)) this.leaveOut(narrative, `narrative/@xml:lang: ${language} is not a language tag`);
        else if (text) found.set(language.toLowerCase(), [...(found.get(language.toLowerCase()) ?? []), text]);
      }
    }
    if (found.size === 0) return undefined;
    return [...found].map(([language, texts]) => ({ language: canonical(language), text: [...new Set(texts)].join('\n\n') }));
  }

  text(element: XmlElement | undefined): LocalizedText | undefined {
    return element && this.texts([element]);
  }

  /** An organisation, or undefined (with the reason on record) where neither name nor identifier says which. */
  organisation(element: XmlElement): Organisation | undefined {
    const { attributes, line } = element;
    const given = attributes.ref?.trim();
    const ref = given && !NO_REFERENCE.test(given) ? given : undefined;
    const named = this.text(element);
    const name = named ?? (ref ? [{ language: 'und', text: ref }] : undefined);
    if (!name) return this.leaveOut(element, `${element.name} has neither a name nor an identifier`);
    const type = attributes.type?.trim();
    if (type && !own(KIND_OF_IATI_TYPE, type)) {
      return this.fail(element, `${element.name}/@type: ${type} is not a code of its list`);
    }
    const actorKind: ActorKind = KIND_OF_IATI_TYPE[type || OTHER]!;
    return { ref, key: ref ?? `${type || OTHER}:${plainName(name[0]!.text)}`, name, actorKind, line };
  }
}

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

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function canonical(tag: string): string {
  return Intl.getCanonicalLocales(tag)[0]!;
}
