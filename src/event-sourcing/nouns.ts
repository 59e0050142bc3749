/** The name of a kind of record, or of a field, in words: `assistanceProject` as “assistance project”. */
export function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A noun with its article: “an assistance project”, “a commitment”. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? 'an' : 'a'} ${noun}`;
}
