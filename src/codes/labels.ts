import { type LocalizedText } from '../event-sourcing/values.js';

/** The official languages of the United Nations, English first. */
export const UN_LANGUAGES = ['en', 'ar', 'zh', 'fr', 'ru', 'es'] as const;
export type UnLanguage = (typeof UN_LANGUAGES)[number];

/** Labels in the languages for which `of` has one. */
export function labelsOf(of: (language: UnLanguage) => string | undefined): LocalizedText {
  return UN_LANGUAGES.flatMap((language) => {
    const text = of(language);
    return text === undefined ? [] : [{ language, text }];
  });
}

/** A label in English alone. */
export function english(text: string): LocalizedText {
  return [{ language: 'en', text }];
}

const names = (type: 'region' | 'currency') =>
  new Map(UN_LANGUAGES.map((language) => [language, new Intl.DisplayNames([language], { type, fallback: 'none' })]));
const NAMES = { region: names('region'), currency: names('currency') };

/** Name of a region of M49 or of a currency in Unicode's Common Locale Data Repository, which comes with Node.js. */
export function unicodeName(type: 'region' | 'currency', code: string, language: UnLanguage): string | undefined {
  return NAMES[type].get(language)!.of(code);
}

/** Regions that Unicode names otherwise than the United Nations, or not at all. */
export const REGION_LABELS: Readonly<Record<string, Readonly<Record<Exclude<UnLanguage, 'en'>, string>>>> = {
  '053': {
    ar: 'أستراليا ونيوزيلندا',
    zh: '澳大利亚和新西兰',
    fr: 'Australie et Nouvelle-Zélande',
    ru: 'Австралия и Новая Зеландия',
    es: 'Australia y Nueva Zelandia',
  },
  '419': {
    ar: 'أمريكا اللاتينية ومنطقة البحر الكاريبي',
    zh: '拉丁美洲和加勒比',
    fr: 'Amérique latine et Caraïbes',
    ru: 'Латинская Америка и Карибский бассейн',
    es: 'América Latina y el Caribe',
  },
  '010': { ar: 'أنتاركتيكا', zh: '南极洲', fr: 'Antarctique', ru: 'Антарктика', es: 'Antártida' },
  'X-SEA': {
    ar: 'جنوب شرق آسيا',
    zh: '东南亚',
    fr: 'Asie du Sud-Est',
    ru: 'Юго-Восточная Азия',
    es: 'Asia sudoriental',
  },
  'X-SEE': {
    ar: 'جنوب شرق أوروبا',
    zh: '东南欧',
    fr: 'Europe du Sud-Est',
    ru: 'Юго-Восточная Европа',
    es: 'Europa sudoriental',
  },
  'X-EXE': {
    ar: 'منطقة تمرين، من دول خيالية فقط',
    zh: '演习区域，仅含虚构国家',
    fr: 'Région d’exercice, d’États fictifs seulement',
    ru: 'Учебный регион, только из вымышленных государств',
    es: 'Región de ejercicio, solo de Estados ficticios',
  },
};
