/** Asks for a server of the whole run, which the global set-up brings up with the first question. @throws why it did not start */
export async function askBroker(address: string): Promise<string> {
  const response = await fetch(address);
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return text;
}
